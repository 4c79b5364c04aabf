import { expect } from "@playwright/test";
import { awake } from "./islands.ts";
import { hasScript, people, rows, signInTo, test } from "./people.ts";

test.beforeEach(async ({ page }) => {
  test.skip(!hasScript(), "what acts in the browser");
  await signInTo(page, people.administrator, "/accounts?status=冻结&rows=25");
  await awake(page);
});

test("a number of a person that is typed by and by reaches no address, and Enter looks it up", async ({ page }) => {
  const search = page.locator("#search");
  const address = page.url();
  // So few digits are no number yet; from five on it could be a document's, where nobody has a number that begins so.
  await search.pressSequentially("9900");
  await expect(page).toHaveURL(/q=9900/);
  const begun = page.url();
  for (const part of ["01", "19900", "101001", "X"]) {
    const answer = page.waitForResponse(/accounts\/draw/);
    await search.pressSequentially(part);
    await answer;
  }
  await expect(page.getByText("按 Enter 查找，号码不会出现在网址中")).toBeVisible();
  await expect(page.locator(".list-content")).toBeHidden();
  expect(page.url()).toBe(begun);
  await search.fill("");
  await expect(page.locator(".list-content")).toBeVisible();
  await expect(page).toHaveURL(address);
  await search.fill("99000119900101001X");
  await search.press("Enter");
  await expect(page).toHaveURL(/\/lookup\/[\w-]+$/);
});

test("who comes back from an account finds ticks, place and row as they were", async ({ page }) => {
  const ticks = page.locator("tbody .cell-tick input:checked");
  await rows(page).nth(1).getByRole("checkbox").check();
  await page.locator(".short-pager").getByRole("link", { name: "下一页" }).click();
  await expect(page).toHaveURL(/after=/);
  await rows(page).nth(0).getByRole("checkbox").check();
  await rows(page).nth(3).getByRole("checkbox").check();
  for (const way of ["link", "back"]) {
    const row = rows(page).nth(20).locator("[data-row]");
    await row.click();
    await expect(page).toHaveURL(/\/accounts\/[a-z]/);
    await awake(page);
    if (way === "link") await page.locator(".back-link").click();
    else await page.goBack();
    await awake(page);
    await expect(ticks).toHaveCount(2);
    await expect(page.locator("[data-elsewhere] output")).toHaveText("1");
    await expect(row).toBeFocused();
  }
  await page.reload();
  await awake(page);
  await expect(ticks).toHaveCount(2);
});

test("the next page begins at its top, and what was found takes the focus that has nowhere to stay", async ({ page }) => {
  await page.goto("/accounts?rows=100");
  await awake(page);
  await page.locator(".pager").getByRole("link", { name: "下一页" }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(rows(page).first()).toBeInViewport();

  await page.goto("/accounts?status=冻结&style=student");
  await awake(page);
  const chips = page.locator(".chips li a");
  await chips.first().focus();
  await page.keyboard.press("Enter");
  await expect(chips).toHaveCount(1);
  await expect(chips).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(chips).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "账号", level: 1 })).toBeFocused();

  await page.keyboard.press("/");
  await page.keyboard.type("li");
  await page.keyboard.press("Enter");
  await expect(rows(page).first().locator("[data-row]")).toBeFocused();
});

test("the list is shown from any row on, in its place, and skip links lead past what one need not walk through", async ({ page }) => {
  await page.goto("/accounts?rows=25&sort=account");
  await awake(page);
  await page.evaluate(() => Object.assign(window, { isSame: true }));
  const first = await rows(page).nth(10).locator(".cell-account").innerText();
  await page.getByLabel("转到第几行").fill("11");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/accounts?sort=account&rows=25&row=11");
  await expect(page.locator(".short-pager")).toContainText("11–35");
  await expect(rows(page).first().locator(".cell-account")).toHaveText(first);
  await page.getByLabel("转到第几行").fill("3990");
  await page.keyboard.press("Enter");
  await expect(page.locator(".short-pager")).toContainText(/3,990–/);
  expect(await page.evaluate(() => "isSame" in window)).toBe(true);
  await page.getByRole("link", { name: "跳到结果" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.querySelector("#results")!.contains(document.activeElement))).toBe(true);
  await page.getByRole("link", { name: "跳到翻页" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.querySelector("#pager")!.contains(document.activeElement))).toBe(true);
});

test("keys that are pressed before the page is awake are not lost", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/accounts");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  release();
  await awake(page);
  await expect(rows(page).nth(1).locator("[data-row]")).toBeFocused();
  await expect(rows(page).nth(1).getByRole("checkbox")).toBeChecked();
});

test("the way to the search box is open before the page is awake", async ({ page }) => {
  await page.route("**/*.wasm", () => {});
  await page.goto("/accounts");
  await page.keyboard.press("/");
  await page.keyboard.type("limishu");
  await expect(page.locator("#search")).toHaveValue("limishu");
});

test("what is copied of a date is the date", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/accounts?expires=30d&expires=expired&rows=25");
  await awake(page);
  await page.locator("thead .cell-tick input").check();
  await page.locator(".selection summary", { hasText: "复制" }).click();
  await page.locator(".selection").getByRole("button", { name: "有效期", exact: true }).click();
  await expect(page.locator("[data-copied]")).toHaveText("已复制 25 行");
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).split("\n");
  expect(lines.filter((line) => !/^\d{4}-\d\d-\d\d$/.test(line))).toEqual([]);
});

test("a second order of the same page is followed as the first was", async ({ page }) => {
  await page.goto("/admin/sync");
  await awake(page);
  const status = page.locator(".sync-state").first();
  for (const kind of ["立即增量同步", "立即增量同步"]) {
    await page.getByRole("button", { name: kind }).click();
    await expect(page.getByText("已安排，马上开始")).toBeVisible();
    await expect(page.getByText("已安排，马上开始")).toBeHidden({ timeout: 15_000 });
  }
  await expect(status).toBeVisible();
});
