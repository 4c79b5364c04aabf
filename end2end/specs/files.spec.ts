import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { people, signInTo, test } from "./people.ts";

async function take(page: Page, format: RegExp) {
  await page.getByRole("radio", { name: format }).check();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出", exact: true }).click()]);
  return download;
}

test("a file says what it is for, and an auditor finds out whose it is", async ({ page }) => {
  await signInTo(page, people.secretary, "/export?q=limishu");
  await page.getByRole("button", { name: "导出", exact: true }).click();
  await expect(page).toHaveURL(/\/export\?/);
  await page.getByLabel("用途").fill("离校核对");
  await page.getByLabel("接收方").fill("保卫处");
  const serial = /([A-Z2-7]{5}-[A-Z2-7]{5})\.csv$/.exec((await take(page, /^CSV/)).suggestedFilename())![1];

  await page.goto("/export?q=limishu");
  await page.getByRole("link", { name: "保卫处" }).click();
  await expect(page.getByLabel("用途")).toHaveValue("离校核对");
  await expect(page.getByLabel("接收方")).toHaveValue("保卫处");
  await page.goto("/exports");
  await expect(page.getByRole("region", { name: "导出记录" }).getByRole("row").filter({ hasText: serial })).toContainText("保卫处");

  await page.context().clearCookies();
  await signInTo(page, people.auditor, "/admin/audit");
  await page.getByRole("link", { name: "文件溯源" }).click();
  await page.getByLabel("文件编号、文件名或 SHA-256").fill(serial.toLowerCase().replace("-", ""));
  await page.getByRole("button", { name: "查询" }).click();
  const found = page.getByRole("region", { name: "文件溯源" }).getByRole("row").nth(1);
  for (const word of ["李秘书（limishu）", "离校核对", "保卫处", serial]) await expect(found).toContainText(word);
});

test("a page to print stands by itself", async ({ page }, info) => {
  await signInTo(page, people.secretary, "/export?status=正常");
  await page.getByLabel("用途").fill("值班名单");
  const download = await take(page, /^网页/);
  const file = info.outputPath("list.html");
  await download.saveAs(file);
  expect(readFileSync(file, "utf8")).not.toContain("<script");
  await page.goto(`file://${file}`);
  await expect(page.getByRole("columnheader").first()).toHaveText("姓名");
  await expect(page.locator("tbody tr").first()).toBeVisible();
  await expect(page.locator("dl")).toContainText("值班名单");
  await expect(page.locator(".notice")).toContainText("未经批准不得转交");
});
