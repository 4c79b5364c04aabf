import { expect, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { applyFilters, hasScript, people, rows, signInTo, test } from "./people.ts";

/** Ticks a value and sends the filters. */
async function tick(page: Page, name: string, value: string) {
  await page.locator(`.facets input[name="${name}"][value="${value}"]`).check();
  await applyFilters(page);
  await expect(page).toHaveURL((url) => url.searchParams.getAll(name).includes(value));
  await expect(page.locator(`.facets input[name="${name}"][value="${value}"]`)).toBeChecked();
}

const cells = (page: Page, column: string) => page.locator(`.account-table tbody .cell-${column}`);

test.beforeEach(async ({ page }) => signInTo(page, people.administrator));

test("searches by account, number and name", async ({ page }) => {
  // What is found by sound is marked as well.
  for (const [text, marked] of [["wangyunwei", "王运维"], ["60001", "60001"], ["王运维", "王运维"], ["yunw", "运维"]]) {
    await page.locator("#search").fill(text);
    await page.locator("#search").press("Enter");
    await expect(page).toHaveURL(`/accounts?q=${encodeURIComponent(text)}`);
    await expect(page.locator("#search")).toHaveValue(text);
    await expect(rows(page).filter({ has: page.locator('a[href="/accounts/wangyunwei"]') }).locator("mark").first()).toHaveText(marked);
  }
});

test("filters by status, then identity type, then organisation, and takes each away again", async ({ page }) => {
  await tick(page, "status", "冻结");
  for (const text of await cells(page, "status").allInnerTexts()) {
    expect(text).toContain("冻结");
  }
  await tick(page, "style", "student");
  for (const text of await cells(page, "identity").allInnerTexts()) {
    expect(text).toBe("学生");
  }
  await tick(page, "org", "03000");
  expect(new Set(await cells(page, "organization").allInnerTexts())).toEqual(new Set(["电子信息与电气工程学院"]));
  await expect(page.locator(".chip")).toHaveCount(3);
  await page.getByRole("link", { name: /移除 账号状态/ }).click();
  await expect(page.locator(".chip")).toHaveCount(2);
  await page.getByRole("link", { name: "清除全部" }).click();
  await expect(page).toHaveURL("/accounts");
});

test("what is ticked and what is typed are one question, however it is sent", async ({ page }) => {
  // A button that sends the filters is there without script alone.
  const ways = [() => page.locator("#search").press("Enter"), ...(hasScript() ? [] : [() => applyFilters(page)])];
  for (const send of ways) {
    await page.goto("/accounts");
    await page.locator('.facets input[name="status"][value="冻结"]').check();
    await page.locator("#search").fill("张");
    await send();
    await expect(page).toHaveURL(`/accounts?q=${encodeURIComponent("张")}&status=${encodeURIComponent("冻结")}`);
    await expect(page.locator("#search")).toHaveValue("张");
    await expect(page.locator('.facets input[name="status"][value="冻结"]')).toBeChecked();
  }
});

test("Back unticks what the address does not name, and the address holds nothing empty", async ({ page }) => {
  await page.locator('.facets input[name="status"][value="冻结"]').check();
  await applyFilters(page);
  await expect(page).toHaveURL(`/accounts?status=${encodeURIComponent("冻结")}`);
  await page.goBack();
  await expect(page).toHaveURL("/accounts");
  await expect(page.locator('.facets input[name="status"][value="冻结"]')).not.toBeChecked();
});

test("filters by the day of the last change", async ({ page }) => {
  await page.locator("#updated").fill("2026-10-01");
  await applyFilters(page);
  await expect(page.locator(".chip")).toHaveCount(1);
  for (const date of await cells(page, "updated").allInnerTexts()) {
    expect(date >= "2026-10-01").toBe(true);
  }
});

test("pages forth and back, and Back returns to the same state", async ({ page }) => {
  await page.goto("/accounts?org=03000&org=02000&rows=25");
  // A page is read as it comes: what is compared is the whole of it.
  const names = async () => {
    await expect(rows(page)).toHaveCount(25);
    return cells(page, "account").allInnerTexts();
  };
  const first = await names();
  await page.locator(".pager").getByRole("link", { name: "下一页" }).click();
  await expect(page).toHaveURL(/after=/);
  const second = await names();
  expect(second).not.toEqual(first);
  await page.locator(".pager").getByRole("link", { name: "下一页" }).click();
  await expect(page.locator(".pager-rows")).toContainText("51–75");
  await page.locator(".pager").getByRole("link", { name: "上一页" }).click();
  await expect.poll(names).toEqual(second);
  await page.goBack();
  await page.goBack();
  await expect.poll(names).toEqual(second);
  await page.goBack();
  await expect.poll(names).toEqual(first);
});

test("opens an account and comes back to the same question", async ({ page }) => {
  await page.goto("/accounts?org=40100&status=正常&style=faculty");
  const question = page.url();
  await rows(page).filter({ hasText: "wangyunwei" }).getByRole("link").click();
  await expect(page).toHaveURL("/accounts/wangyunwei");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("王运维");
  await expect(page.locator(".lane-valid")).toContainText("教职工");
  await expect(page.locator(".lane-expired")).toContainText("学生");
  await expect(page.locator(".lane-deleted")).toContainText("校友");
  await expect(page.locator("main")).toContainText("990***********");
  await page.locator(".back-link").click();
  expect(decodeURIComponent(page.url())).toBe(decodeURIComponent(question));
});

test("no match names the conditions to loosen", async ({ page }) => {
  await page.goto("/accounts?q=nobody-at-all&status=冻结");
  await expect(page.getByRole("heading", { name: "没有符合的账号" })).toBeVisible();
  await page.getByRole("link", { name: "去掉“搜索 nobody-at-all”" }).click();
  await expect(rows(page)).toHaveCount(50);
});

test("Back leads through a look-up and a field that was read, and sends nothing again", async ({ page }) => {
  await page.locator("#search").fill("99000119900101001X");
  await page.locator("#search").press("Enter");
  await expect(page).toHaveURL(/\/lookup\/[\w-]+$/);
  await page.goto("/accounts/wangyunwei");
  await page.locator(".reveal summary").first().click();
  await page.locator(".reveal[open] select").selectOption("at-the-counter");
  await page.locator(".reveal[open] button").click();
  await expect(page.locator(".revealed")).toBeVisible();
  await page.goto("/views");
  await page.goBack();
  await expect(page.locator(".revealed")).toBeVisible();
  await page.reload();
  await expect(page.locator(".revealed")).toBeVisible();
  await page.goBack();
  if (!hasScript()) {
    // With script, a field is read on the page it belongs to.
    await expect(page.locator("h1")).toContainText("王运维");
    await page.goBack();
  }
  await expect(page.getByRole("heading", { level: 1 })).toContainText("证件号");
});

test("a field that was read goes after its minute, even where the server cannot be reached", async ({ page }) => {
  test.skip(!hasScript(), "without script, the browser leaves the page");
  await page.clock.install();
  await page.goto("/accounts/limishu");
  await awake(page);
  await page.locator(".reveal summary").first().click();
  await page.locator(".reveal[open] select").selectOption("at-the-counter");
  await page.locator(".reveal[open] button").click();
  await expect(page.locator(".revealed")).toBeVisible();
  await page.route("**/accounts/limishu*", (route) => route.abort());
  await page.clock.fastForward(61_000);
  await expect(page.locator(".revealed")).toHaveCount(0);
});

test("an ID number never reaches the address", async ({ page }) => {
  await page.locator("#search").fill("99000119900101001X");
  await page.locator("#search").press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("证件号查找");
  expect(page.url()).not.toContain("9900");
  await expect(page.locator("main")).not.toContainText("99000119900101001X");
});

test("an address that is partly wrong still works, and the warning can be dismissed", async ({ page }) => {
  await page.goto("/accounts?status=正常&colour=red");
  await expect(page.locator(".notice-warning")).toContainText("colour");
  await page.getByRole("link", { name: "关闭提示" }).click();
  await expect(page.locator(".notice-warning")).toHaveCount(0);
  await expect(page.locator(".chip")).toHaveCount(1);
});

test("language and appearance are chosen and kept", async ({ page }) => {
  await page.goto("/accounts?status=正常");
  await page.getByRole("button", { name: "Switch to English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Accounts");
  await expect(page.locator(".chip")).toHaveCount(1);
  await page.locator(".preferences summary").click();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("the secretary finds nobody outside of the scope", async ({ page, context }) => {
  await context.clearCookies();
  await signInTo(page, people.secretary);
  await page.locator("#search").fill("wangyunwei");
  await page.locator("#search").press("Enter");
  await expect(page.locator('a[href="/accounts/wangyunwei"]')).toHaveCount(0);
  await page.goto("/accounts/wangyunwei");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("没有找到这个账号");
});
