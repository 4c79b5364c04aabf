import { expect } from "@playwright/test";
import { awake } from "./islands.ts";
import { people, rows, signInTo, test } from "./people.ts";

test.beforeEach(async ({ page, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "what acts in the browser needs script");
  await signInTo(page, people.administrator);
  await awake(page);
});

test("keys walk the list, open an account and find the search box", async ({ page }) => {
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(rows(page).nth(1).locator("a")).toBeFocused();
  const account = await rows(page).nth(1).locator(".cell-account").innerText();
  await page.keyboard.press("/");
  await expect(page.locator("#search")).toBeFocused();
  await page.keyboard.type("j/k");
  await expect(page.locator("#search")).toHaveValue("j/k");
  await expect(rows(page)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.locator("#search")).toHaveValue("");
  await expect(rows(page)).toHaveCount(50);
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/accounts/${account}`);
});

test("rows and values of a filter are one stop each of the Tab key, and arrows go on within", async ({ page }) => {
  const focused = () => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  await page.locator("#search").focus();
  const passed: (string | undefined)[] = [];
  for (let stops = 0; stops < 40 && !(await page.evaluate(() => document.activeElement?.closest(".pager"))); stops++) {
    await page.keyboard.press("Tab");
    passed.push(await focused());
  }
  expect(passed.filter((control) => control?.includes('name="style"')).length, passed.join("\n")).toBeLessThanOrEqual(2);
  expect(passed.filter((control) => control?.includes("data-row")).length).toBe(1);
  await expect(page.locator(".pager :focus")).toHaveCount(1);

  const row = (at: number) => rows(page).nth(at);
  await row(2).locator(".row-link").focus();
  await page.keyboard.press("ArrowDown");
  await expect(row(3).locator(".row-link")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+Tab");
  await expect(row(2).locator(".cell-tick input")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(page.locator("thead :focus")).toHaveCount(1);

  const status = page.locator('.facets input[name="status"]');
  await status.nth(0).focus();
  await page.keyboard.press("ArrowDown");
  await expect(status.nth(1)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/status=/);
  await expect(status.nth(1)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(status.nth(0)).toBeFocused();
});

test("the sheet of keys opens and closes", async ({ page }) => {
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("long lists of filters are narrowed while typing", async ({ page }) => {
  const field = page.getByPlaceholder("搜索选项").first();
  const all = await page.locator('label:has(input[name="style"]):visible').count();
  expect(all).toBeGreaterThan(10);
  await field.fill("博士");
  await expect(page.locator('label:has(input[name="style"]):visible')).toHaveText([/^博士后/]);
  await field.fill("");
  await expect(page.locator('label:has(input[name="style"]):visible')).toHaveCount(all);
});

test("the account name is copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/accounts/wangyunwei");
  await awake(page);
  await page.getByRole("button", { name: "复制账号名" }).click();
  await expect(page.getByRole("button", { name: "已复制" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("wangyunwei");
});
