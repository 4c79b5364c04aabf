import { expect, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { hasScript, people, signInTo, test } from "./people.ts";

/** What a page that was loaded anew would have forgotten. */
const stay = (page: Page) => page.evaluate(() => Object.assign(window, { isStillHere: true }));

test.beforeEach(() => test.skip(!hasScript(), "without script, the same forms and links lead to the same pages"));
test.afterEach(async ({ page }) => {
  if (hasScript()) expect(await page.evaluate(() => "isStillHere" in window)).toBe(true);
});

async function reveal(page: Page) {
  await page.locator(".reveal summary").first().click();
  await page.locator(".reveal[open] select").selectOption("at-the-counter");
  await page.locator(".reveal[open] button").press("Enter");
  await expect(page.locator(".revealed")).toBeVisible();
}

test("a field is read in place, has the focus beside it, and goes when it is hidden or its minute is over", async ({ page }) => {
  await page.clock.install();
  await signInTo(page, people.administrator, "/accounts/limishu");
  await awake(page);
  await stay(page);
  const address = page.url();
  await reveal(page);
  const hide = page.getByRole("button", { name: "立即隐藏" });
  await expect(hide).toBeFocused();
  await hide.press("Enter");
  await expect(page.locator(".revealed")).toHaveCount(0);
  await expect(page.locator(".reveal summary").first()).toBeFocused();
  expect(page.url()).toBe(address);
  await reveal(page);
  await page.clock.fastForward(61_000);
  await expect(page.locator(".revealed")).toHaveCount(0);
});

test("a reason that is missing is said in place, and what was typed stays", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts/limishu");
  await awake(page);
  await stay(page);
  await page.locator(".reveal summary").first().click();
  await page.locator(".reveal[open] select").selectOption("other");
  await page.locator(".reveal[open] input[name=typed]").fill("x");
  await page.locator(".reveal[open] button").click();
  await expect(page.locator(".reveal[open]").getByRole("alert")).toBeVisible();
  await expect(page.locator(".reveal[open] input[name=typed]")).toHaveValue("x");
  await expect(page.locator(".reveal[open] select")).toHaveValue("other");
});

test("whoever has signed out elsewhere is told so in place, and nothing that was typed is lost", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts/limishu");
  await awake(page);
  await stay(page);
  await page.locator(".reveal summary").first().click();
  await page.locator(".reveal[open] select").selectOption("other");
  await page.locator(".reveal[open] input[name=typed]").fill("本人来电核对");
  await page.context().request.post("/auth/logout", { headers: { origin: new URL(page.url()).origin }, maxRedirects: 0 });
  await page.locator(".reveal[open] button").click();
  await expect(page.getByRole("alert").filter({ hasText: "登录已失效" })).toBeInViewport();
  await expect(page.locator(".reveal[open] input[name=typed]")).toHaveValue("本人来电核对");
});

test("an account is refreshed in place, and where no answer comes that is said", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts/limishu");
  await awake(page);
  await stay(page);
  const refresh = page.getByRole("button", { name: "刷新" });
  const answered = page.waitForResponse((answer) => answer.url().includes("/refresh"));
  await refresh.press("Enter");
  await answered;
  await expect(refresh).toBeFocused();
  await page.route("**/refresh", (route) => route.abort(), { times: 1 });
  // A second click within a second would be a double click.
  await expect(async () => {
    await refresh.press("Enter");
    await expect(page.getByRole("alert")).toContainText("无法连接服务器", { timeout: 300 });
  }).toPass();
});

test("a session that ended leads to the sign-in, and from there back", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts/limishu");
  await awake(page);
  await page.context().clearCookies();
  await page.getByRole("button", { name: "刷新" }).click();
  await page.getByRole("alert").getByRole("link", { name: "重新登录" }).click();
  await expect(page.locator('form[action="/auth/login"] button')).toBeVisible();
  await stay(page);
});

test("an answer leaves alone what was chosen elsewhere while it was awaited", async ({ page }) => {
  await signInTo(page, people.administrator);
  for (const name of ["同时 一", "同时 二"]) {
    await page.goto("/accounts?style=student");
    await page.locator(".save-view summary").click();
    await page.locator(".save-view input[name=name]").fill(name);
    await page.locator(".save-view form button").click();
    await expect(page.locator(".view-head h2")).toContainText(name);
  }
  await page.goto("/views");
  await awake(page);
  await stay(page);
  const [pinned, shared] = ["同时 一", "同时 二"].map((name) => page.locator(".record-table tbody tr", { hasText: name }));
  await shared.locator("summary").click();
  const [name, share] = [shared.locator("input[name=name]"), shared.locator("select[name=share]")];
  let answer = () => {};
  const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/views/*", async (route) => (await mayAnswer, route.continue()), { times: 1 });
  await pinned.getByRole("button", { name: "固定", exact: true }).click();
  await share.selectOption("everyone");
  await name.fill("同时 三");
  answer();
  await expect(pinned.getByRole("button", { name: "取消固定" })).toBeVisible();
  await expect(share).toHaveValue("everyone");
  await expect(name).toHaveValue("同时 三");
  await shared.getByRole("button", { name: "保存共享设置" }).click();
  // Whom it can be shared with stands in the row as well.
  await expect(shared.locator('[data-label="共享"]')).toHaveText("所有人");
  await expect(name).toHaveValue("同时 三");
  await shared.getByRole("button", { name: "删除" }).click();
  await expect(shared.getByRole("button", { name: "恢复" })).toBeVisible();
});
