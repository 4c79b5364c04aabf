import { expect, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { hasScript, people, rows, signInTo, test } from "./people.ts";

const palette = (page: Page) => page.locator("dialog.palette");
const items = (page: Page) => palette(page).locator("[data-item]");

test.beforeEach(async ({ page }) => {
  test.skip(!hasScript(), "without script, navigation and search lead to the same");
  await signInTo(page, people.administrator, "/accounts?status=正常");
  await awake(page);
});

test("the palette leads to an account by the sound of its name, by keyboard alone", async ({ page }) => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("limishu");
  // Before the answer, whom somebody looked at last may be the same person.
  await expect(palette(page).getByRole("heading").first()).toHaveText("账号");
  await expect(items(page).first()).toContainText("李秘书");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/accounts/limishu");
  await awake(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("bianhua");
  await expect(items(page).first()).toContainText("变化");
  await page.keyboard.press("ArrowDown");
  await expect(items(page).first()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(palette(page).getByRole("searchbox")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/changes");
});

test("it offers pages and views before anything is typed, and actions on the list behind it", async ({ page }) => {
  await page.getByRole("button", { name: "快速跳转" }).click();
  await expect(items(page).filter({ hasText: "数据同步" })).toBeVisible();
  await palette(page).getByRole("searchbox").fill("导出当前");
  await items(page).filter({ hasText: "导出当前列表" }).click();
  await expect(page).toHaveURL(/\/export\?status=/);
  await page.goto("/accounts?status=正常");
  await awake(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("english");
  await items(page).filter({ hasText: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL(/\/accounts\?status=/);
});

test("the number of a person is looked up when Enter is pressed, and stands in no address", async ({ page }) => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("99000119900101001X");
  await expect(palette(page).getByRole("status")).toContainText("按 Enter 查找");
  await expect(items(page)).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/lookup\/[\w-]+$/);
});

test("keys tick rows, save and export the list, and lead to pages", async ({ page }) => {
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(rows(page).first().getByRole("checkbox")).toBeChecked();
  await page.keyboard.press("s");
  await expect(page.locator(".save-view input[name=name]")).toBeFocused();
  await page.locator(".save-view input[name=name]").blur();
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  await expect(page).toHaveURL("/views");
  await page.goto("/accounts?status=正常");
  await awake(page);
  await page.keyboard.press("e");
  await expect(page).toHaveURL(/\/export\?status=/);
});

test("it begins with whom one looked at last, and can end the session", async ({ page }) => {
  await page.goto("/accounts/limishu");
  await awake(page);
  await page.keyboard.press("Control+k");
  await expect(palette(page).getByRole("heading").first()).toHaveText("最近看过");
  await expect(items(page).first()).toContainText("李秘书");
  await page.keyboard.type("tuichu");
  await expect(items(page).first()).toHaveText("退出登录");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/\/accounts/);
  await page.goto("/accounts");
  await expect(page).toHaveURL(/\/login/);
});
