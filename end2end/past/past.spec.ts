import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { people, signInTo, test } from "../specs/people.ts";

const counted = async (page: Page, heading: RegExp) =>
  Number((await page.getByRole("heading", { name: heading }).textContent())?.match(/（([\d,]+)）/)?.[1].replaceAll(",", ""));

/** The day so many days ago, as the university counts its days. */
const daysAgo = (days: number) => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);

test("a list is compared with another day, who moved is opened as a list, and taken away", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts?status=正常");
  await page.locator(".list-more summary").click();
  await page.getByRole("link", { name: "与另一天对比" }).click();
  await page.getByLabel("从").fill(daysAgo(21));
  await page.getByRole("button", { name: "对比", exact: true }).click();
  await expect(page.locator(".two-days-ends")).toContainText(daysAgo(21));
  const moved = [];
  for (const heading of [/^加入（/, /^离开（/, /^仍在，有变化（/]) moved.push(await counted(page, heading));
  expect(moved[0]).toBeGreaterThan(0);
  expect(moved[1]).toBeGreaterThan(0);

  await page.getByLabel("用途").fill("年度统计");
  await page.locator("select[name=format]").selectOption("csv");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出这些变化" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^两日对比-\d{8}-\d{4}-[A-Z2-7]{5}-[A-Z2-7]{5}\.csv$/);
  const lines = readFileSync((await download.path())!, "utf8").trim().split("\n");
  expect(lines.filter((line) => line.startsWith("加入")).length).toBe(moved[0]);
  expect(lines.filter((line) => line.startsWith("离开")).length).toBe(moved[1]);

  const left = page.locator(".movements", { has: page.getByRole("heading", { name: /^离开（/ }) });
  await left.getByRole("link", { name: "在列表中打开这些账号" }).click();
  await expect(page.locator(".total")).toContainText(`${moved[1]} 个账号`);
});

test("an export of two days without a purpose is asked for one, and the days stay", async ({ page }) => {
  await signInTo(page, people.secretary, `/compare?status=正常&from=${daysAgo(14)}&until=${daysAgo(1)}`);
  const purpose = page.getByLabel("用途");
  // What the browser itself would refuse.
  await purpose.evaluate((field: HTMLInputElement) => (field.form!.noValidate = true));
  await purpose.fill(" ");
  await page.getByRole("button", { name: "导出这些变化" }).click();
  await expect(page.getByRole("alert")).toContainText("用途");
  await expect(page.getByLabel("从")).toHaveValue(daysAgo(14));
  await expect(page.getByLabel("到")).toHaveValue(daysAgo(1));
});

test("the list of an earlier day is looked at, and left for today's", async ({ page }) => {
  await signInTo(page, people.secretary, `/accounts?asof=${daysAgo(24)}&q=sunxiaoming`);
  await expect(page.locator(".account-table tbody tr")).toContainText("冻结");
  await page.goto("/accounts?q=sunxiaoming");
  await expect(page.locator(".account-table tbody tr")).toContainText("正常");
});

test("pinned views say who joined and who left since they were last opened", async ({ page }) => {
  await signInTo(page, people.secretary, "/views");
  const row = page.getByRole("row").filter({ hasText: "本院在校生" });
  await expect(row).toContainText(/\+\d+|−\d+/);
});

test("the overview draws the changes of the month, and a mark leads to those of its day", async ({ page }) => {
  await signInTo(page, people.administrator, "/");
  const changes = page.locator(".panel", { has: page.getByRole("heading", { name: "近 30 天的变化" }) });
  await changes.locator("summary").press("Enter");
  const day = changes.locator("tbody tr").filter({ hasText: daysAgo(9) });
  const figure = day.getByRole("link").filter({ hasText: /[1-9]/ }).first();
  await figure.click();
  await expect(page).toHaveURL(/\/changes\?/);
  await expect(page.locator("main")).toContainText(daysAgo(9));
});
