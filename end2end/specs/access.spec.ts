import { expect } from "@playwright/test";
import { people, signInTo, test } from "./people.ts";

test("access is granted, explained and withdrawn", async ({ page, javaScriptEnabled }) => {
  const account = `new-colleague-${javaScriptEnabled ? "with" : "without"}-script`;
  await signInTo(page, people.administrator, "/admin/access");
  await page.getByText("新的授权").click();
  await page.getByLabel("jAccount 账号").first().fill(account);
  await page.getByLabel("角色").selectOption("exporter");
  await page.getByLabel("查看明文").check();
  await page.getByLabel("仅以下单位").check();
  await page.locator('input[name="organizations"][value="03000"]').check();
  await page.locator('input[name="organizations"][value="07000"]').check();
  await page.getByLabel("到", { exact: true }).fill("2020-01-01");
  const give = page.getByRole("button", { name: "授予", exact: true });
  await give.click();
  await expect(page.getByRole("alert")).toContainText("已经过去");
  await expect(page.getByLabel("jAccount 账号").first()).toHaveValue(account);
  await page.getByLabel("到", { exact: true }).fill("");
  await give.click();
  await expect(page.getByRole("alert")).toContainText("没有这个账号的数据");
  await page.getByLabel("仍要授予").check();
  await give.click();
  await expect(page.getByRole("alert")).toContainText("确认授予？");
  const confirm = page.getByRole("button", { name: "确认授予" });
  await expect(confirm).toBeFocused();
  await confirm.click();
  await expect(page.getByRole("status").filter({ hasText: "已授予" })).toContainText(account);
  // Going back, and loading again, sends nothing a second time.
  await page.reload();
  const row = page.locator(".grant-table tbody tr:not(.idle)", { hasText: account });
  await expect(row).toContainText("可导出用户 + 查看明文");
  await expect(row).toContainText("07000");

  await page.getByLabel("jAccount 账号").last().fill(account);
  await page.getByRole("button", { name: "查看", exact: true }).click();
  await expect(page.locator("tr", { hasText: "导出" }).first()).toContainText("王运维（wangyunwei） 于");

  await expect(row).toContainText("没有使用记录");
  await row.getByText("复核", { exact: true }).click();
  await row.getByRole("button", { name: "仍然需要" }).click();
  await expect(page.getByRole("status").filter({ hasText: "已复核" })).toBeVisible();
  await expect(row).toContainText("王运维（wangyunwei） 于");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出授权清单" }).click();
  expect((await download).suggestedFilename()).toMatch(/^授权.*\.csv$/);

  await row.getByText("撤销", { exact: true }).click();
  await row.getByRole("button", { name: "确认撤销" }).click();
  await expect(page.getByRole("status").filter({ hasText: "已撤销" })).toContainText(account);
  await expect(page.locator(".grant-table tr.idle", { hasText: account })).toContainText("王运维（wangyunwei） 于");
  await expect(row).toHaveCount(0);
});

test("a masked field is read for a reason, and masked again", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts/wangyunwei");
  const field = page.locator(".facts div", { hasText: "邮箱" });
  await expect(field.locator(".masked")).toContainText("***@");
  await field.getByText("查看明文", { exact: true }).click();
  await field.getByRole("combobox").selectOption("other");
  await field.getByRole("textbox").fill("查号");
  await field.getByRole("button", { name: "显示 60 秒" }).click();
  await expect(field.getByRole("alert")).toContainText("至少 4 个字");
  await field.getByRole("textbox").fill("本人核对邮箱");
  await field.getByRole("button", { name: "显示 60 秒" }).click();
  await expect(field.locator(".revealed")).toContainText("@");
  await expect(field.locator(".revealed")).not.toContainText("***");
  await field.getByRole("button", { name: "立即隐藏" }).click();
  await expect(page.locator(".revealed")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "谁看过这个账号" })).toContainText("本人核对邮箱");
});

test("auditors find who did what, and check that nothing was changed", async ({ page }) => {
  await signInTo(page, people.auditor, "/accounts/limishu");
  await page.getByRole("link", { name: "审计", exact: true }).click();
  await page.getByLabel("操作人").fill("zhaoshenji");
  await page.locator("select[name=action]").selectOption("viewed");
  await page.getByRole("button", { name: "查看", exact: true }).click();
  await expect(page).toHaveURL(/who=zhaoshenji&action=viewed/);
  const rows = page.locator(".record-table tbody tr");
  await expect(rows.first()).toContainText("limishu");
  await page.getByRole("button", { name: "校验全部记录" }).click();
  await expect(page.getByRole("status").filter({ hasText: "记录完整" })).toBeVisible();
});

test("a person ends another session of theirs", async ({ page, browser, javaScriptEnabled }) => {
  const [sign, device] = javaScriptEnabled ? ["OPR/100", "Opera · macOS"] : ["Edg/100", "Edge · macOS"];
  const userAgent = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/100 ${sign}`;
  const context = await browser.newContext({ baseURL: process.env.BASE_URL, javaScriptEnabled: false, userAgent });
  const elsewhere = await context.newPage();
  await signInTo(elsewhere, people.secretary);
  await signInTo(page, people.secretary, "/me");
  await expect(page.getByText("当前会话")).toHaveCount(1);
  const row = page.locator("tr", { hasText: device });
  await row.getByRole("button", { name: "结束" }).click();
  await expect(row).toHaveCount(0);
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/login/);
  await context.close();
});
