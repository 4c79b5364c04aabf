import { expect } from "@playwright/test";
import { awake } from "./islands.ts";
import { people, signInTo, test } from "./people.ts";

test("a double click saves a view once, and deletes it once", async ({ page, javaScriptEnabled }) => {
  const name = `双击${javaScriptEnabled ? "" : "无脚本"}`;
  await signInTo(page, people.auditor, "/accounts?status=冻结");
  if (javaScriptEnabled) await awake(page);
  await page.locator(".save-view summary").click();
  await page.locator(".save-view input[name=name]").fill(name);
  await page.locator(".save-view form button").dblclick();
  await expect(page.locator(".view-head h2")).toContainText(name);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.goto("/views");
  const row = page.locator(".record-table tbody tr", { hasText: name });
  await expect(row).toHaveCount(1);
  await row.locator("summary").click();
  await row.getByRole("button", { name: "删除" }).dblclick();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(row.locator("s")).toHaveText(name);
});

test("a double click orders a large export once", async ({ page, javaScriptEnabled }) => {
  const name = `双击导出${javaScriptEnabled ? "" : "无脚本"}`;
  await signInTo(page, people.administrator, "/export?sort=name");
  if (javaScriptEnabled) await awake(page);
  await page.getByRole("radio", { name: /^CSV/ }).check();
  await page.locator("input[name=title]").fill(name);
  await page.getByLabel("用途").fill("名单核对");
  await page.getByRole("button", { name: "导出", exact: true }).dblclick();
  await expect(page).toHaveURL(/\/exports$/);
  await expect(page.locator(".record-table tbody tr", { hasText: name })).toHaveCount(1);
});

test("a double click takes a small file once", async ({ page, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "without script the browser gives up the first answer, which the server has written by then");
  await signInTo(page, people.administrator, "/export?style=vip");
  await awake(page);
  await page.getByRole("radio", { name: /^CSV/ }).check();
  await page.getByLabel("用途").fill("名单核对");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出", exact: true }).dblclick()]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  await page.goto("/admin/audit?who=wangyunwei&action=export-ordered");
  await expect(page.locator(".record-table tbody tr", { hasText: "vip" })).toHaveCount(1);
});

test("Back from a refused form, a new language and a new appearance shows the page before, and sends nothing", async ({ page }) => {
  await signInTo(page, people.auditor, "/accounts?status=冻结");
  const list = page.url();
  await page.getByRole("button", { name: "Switch to English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  expect(page.url()).toBe(list);
  await page.getByRole("button", { name: "切换到中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.goto("/reconcile");
  await page.getByRole("button", { name: "核对", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("名单里没有内容");
  await page.goto("/views");
  await page.goBack();
  await expect(page.getByRole("alert")).toContainText("名单里没有内容");
  await page.goBack();
  await expect(page.getByLabel("粘贴名单")).toBeVisible();
  await page.goBack();
  await expect(page.locator(".chip")).toHaveCount(1);
  await page.goForward();
  await expect(page.getByLabel("粘贴名单")).toBeVisible();
});

test("a list that was pasted before the session ended is still there after the sign-in", async ({ browser, javaScriptEnabled, baseURL }) => {
  const [sign, device] = javaScriptEnabled ? ["OPR/101", "Opera · Windows"] : ["Edg/101", "Edge · Windows"];
  const userAgent = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/101 ${sign}`;
  const contexts = await Promise.all([{ userAgent }, {}].map((more) => browser.newContext({ baseURL, javaScriptEnabled, locale: "zh-CN", ...more })));
  const [page, elsewhere] = await Promise.all(contexts.map((context) => context.newPage()));
  await signInTo(page, people.secretary, "/reconcile");
  await page.getByLabel("粘贴名单").fill("账号\nlimishu\nnobody-at-all");
  await signInTo(elsewhere, people.secretary, "/me");
  const there = elsewhere.locator("tr", { hasText: device });
  await there.getByRole("button", { name: "结束" }).click();
  await expect(there).toHaveCount(0);
  await page.getByRole("button", { name: "核对", exact: true }).click();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole("status").first()).toContainText("在另一处结束了这个会话");
  await page.getByRole("button", { name: "使用 jAccount 登录" }).click();
  await expect(page).toHaveURL(/\/resume\//);
  await expect(page.locator("textarea")).toHaveValue("账号\nlimishu\nnobody-at-all");
  await page.locator("main form button").click();
  await expect(page.locator(".total")).toHaveText("共 2 行");
  await page.getByRole("button", { name: "删除名单" }).click();
  await Promise.all(contexts.map((context) => context.close()));
});
