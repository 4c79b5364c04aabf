import { expect } from "@playwright/test";
import { people, signInTo, test } from "./people.ts";

test("a pasted list is compared, line by line, and taken away", async ({ page }) => {
  await signInTo(page, people.administrator, "/reconcile");
  await page.getByLabel("粘贴名单").fill("账号,备注\nlimishu,甲\nnobody-at-all,乙\n王运维,丙\nlimishu,丁");
  await page.getByRole("button", { name: "核对", exact: true }).click();
  const line = (at: number) => page.locator(".record-table tbody tr").nth(at);
  await expect(page.locator(".total")).toHaveText("共 4 行");
  await expect(line(0)).toContainText("找到");
  await expect(line(0).getByRole("link")).toHaveText("李秘书");
  await expect(line(1)).toContainText("没有找到");
  await expect(line(3)).toContainText("重复");
  await page.getByRole("link", { name: /^没有找到/ }).click();
  await expect(page.locator(".record-table tbody tr")).toHaveCount(1);
  await page.locator("select[name=format]").selectOption("csv");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出结果" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^核对结果-\d{8}-\d{4}\.csv$/);
  await page.getByRole("button", { name: "删除名单" }).click();
  await expect(page).toHaveURL(/\/reconcile$/);
});

test("an uploaded list in the encoding of older programs is read", async ({ page }) => {
  await signInTo(page, people.secretary, "/reconcile");
  // GBK: 姓名,账号 / 李秘书,limishu
  const gbk = Buffer.from("d0d5c3fb2cd5cbbac50d0ac0eec3d8cae92c6c696d697368750d0a", "hex");
  await page.getByLabel("或上传文件").setInputFiles({ name: "名单.csv", mimeType: "text/csv", buffer: gbk });
  await page.getByRole("button", { name: "核对", exact: true }).click();
  await expect(page.locator(".record-table tbody tr").first()).toContainText("李秘书 · limishu");
  await expect(page.locator(".record-table tbody tr").first()).toContainText("找到");
  await page.getByRole("link", { name: "核对另一份名单" }).click();
  await page.getByRole("button", { name: "核对", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("名单里没有内容");
});
