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
  await page.getByLabel("用途").fill("名单核对");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出结果" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^核对结果-\d{8}-\d{4}-[A-Z2-7]{5}-[A-Z2-7]{5}\.csv$/);
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

test("how a list was read is said, another column is chosen, and a candidate is picked", async ({ page }) => {
  await signInTo(page, people.administrator, "/reconcile");
  const list = "某学院名单,,\n序号,学号,姓名\n1,,王伟\n2,60002,别人\n3,5.18E+11,没有此人\n4,99,没有此人\n";
  await page.getByLabel("粘贴名单").fill(list);
  await page.getByRole("button", { name: "核对", exact: true }).click();
  const read = page.getByRole("region", { name: "读入方式" });
  await expect(read).toContainText("按第 2 列“学号”查找");
  await expect(read).toContainText("标题在第 2 行");
  const line = (at: number) => page.locator(".record-table tbody tr").nth(at);
  await expect(line(0)).toContainText("匹配到多个");
  await expect(line(1)).toContainText("姓名不符");
  await expect(line(2)).toContainText("Excel 截去了这个号码的数字");
  await line(0).getByRole("button", { name: /^选这个人：wangwei/ }).first().click();
  await expect(line(0)).toContainText("找到");
  await page.getByLabel("匹配列").selectOption({ label: "第 3 列 姓名" });
  await page.getByRole("button", { name: "重新核对" }).click();
  await expect(read).toContainText("按第 3 列“姓名”查找");
  await page.getByRole("link", { name: "谁不在名单上" }).click();
  await expect(page.getByRole("heading", { name: "不在名单上的人" })).toBeVisible();
  await expect(page.locator(".record-table tbody tr").first()).toBeVisible();
});
