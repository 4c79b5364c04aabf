import { expect, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { hasScript, people, signInTo, test } from "./people.ts";

const peek = (page: Page) => page.locator("aside.peek");
const link = (page: Page, at: number) => page.locator("[data-row]").nth(at);

test.beforeEach(async ({ page }) => {
  test.skip(!hasScript(), "without script, a name leads to the page of the account");
  await signInTo(page, people.administrator, "/accounts?q=li&status=正常");
  await awake(page);
});

test("an account is looked at beside the list, the keys go on with it open, and nothing is loaded", async ({ page }) => {
  const loads: string[] = [];
  page.on("request", (request) => request.isNavigationRequest() && loads.push(request.url()));
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press(" ");
  const second = await link(page, 1).innerText();
  await expect(peek(page).getByRole("heading", { level: 2 })).toHaveText(second);
  await expect(peek(page).locator(".masked").first()).toContainText("*");
  await expect(link(page, 1)).toBeFocused();
  await page.keyboard.press("j");
  await expect(peek(page).getByRole("heading", { level: 2 })).toHaveText(await link(page, 2).innerText());
  await expect(link(page, 2)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("Escape");
  await expect(peek(page)).toBeHidden();
  await expect(link(page, 2)).toBeFocused();
  await page.keyboard.press(" ");
  await expect(peek(page)).toBeVisible();
  await page.keyboard.press(" ");
  await expect(peek(page)).toBeHidden();
  expect(loads).toEqual([]);
  const account = await link(page, 2).getAttribute("data-row");
  await page.goto(`/accounts/${account}`);
  await expect(page.getByRole("region", { name: "谁看过这个账号" })).toContainText("查看账号");
});

test("the button of a row opens it as well, and whoever walks on quickly has looked at nobody on the way", async ({ page }) => {
  await page.locator("tbody tr").nth(3).hover();
  await page.locator("tbody tr").nth(3).getByRole("button", { name: "预览" }).click();
  await expect(peek(page).getByRole("heading", { level: 2 })).toHaveText(await link(page, 3).innerText());
  const asked: string[] = [];
  page.on("request", (request) => request.url().endsWith("/api/accounts/peek") && asked.push(request.postData() ?? ""));
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(peek(page).getByRole("heading", { level: 2 })).toHaveText(await link(page, 6).innerText());
  expect(asked).toEqual([`account=${await link(page, 6).getAttribute("data-row")}`]);
  await peek(page).getByRole("button", { name: "关闭预览" }).click();
  await expect(peek(page)).toBeHidden();
  await expect(link(page, 6)).toBeFocused();
});

test("a row whose account cannot be shown says so", async ({ page }) => {
  await page.route("**/api/accounts/peek", (route) => route.abort());
  await page.keyboard.press("j");
  await expect(link(page, 0)).toBeFocused();
  await page.keyboard.press(" ");
  await expect(peek(page).getByRole("alert")).toContainText("无法连接服务器");
});

test("ticked rows are copied as a table or as one column, those of other pages too", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.goto("/accounts?sort=account&rows=25");
  await awake(page);
  const first = page.locator("tbody tr").first();
  const account = await first.locator(".cell-account").innerText();
  await first.locator(".cell-tick input").check();
  await page.getByRole("link", { name: "下一页" }).first().click();
  await expect(page.locator(".short-pager")).toContainText("26–50");
  await page.locator("tbody .cell-tick input").nth(1).check();
  const other = await page.locator("tbody tr").nth(1).locator(".cell-account").innerText();
  await page.locator(".selection summary", { hasText: "复制" }).click();
  await page.locator(".selection").getByRole("button", { name: "账号", exact: true }).click();
  await expect(page.locator("[data-copied]")).toHaveText("已复制 2 行");
  expect(await copied()).toBe(`${account}\n${other}`);
  await page.locator(".selection summary", { hasText: "复制" }).click();
  await page.getByRole("button", { name: "整行" }).click();
  const lines = (await copied()).split("\n");
  expect(lines[0]).toBe("姓名\t账号\t学工号\t默认身份\t二级单位\t状态\t有效期\t源数据更新");
  expect(lines.slice(1).map((line) => line.split("\t")[1])).toEqual([account, other]);
  expect(lines[1]).toMatch(/\t(正常|过期|冻结)\t/);
});

test("ticked rows are kept as a view, or it is asked who of them is not on a list", async ({ page }) => {
  const ticks = page.locator("tbody .cell-tick input");
  await ticks.nth(0).check();
  await ticks.nth(2).check();
  await page.locator(".selection summary", { hasText: "更多" }).click();
  await page.locator(".selection").getByRole("button", { name: "保存为视图" }).click();
  await page.locator(".save-view input[name=name]").fill(`盯着的 ${Date.now()}`);
  await page.locator(".save-view").getByRole("button", { name: "保存为视图" }).click();
  await expect(page.locator(".view-head h2")).toContainText("盯着的");
  await expect(page.locator("tbody tr")).toHaveCount(2);
  const accounts = await page.locator("tbody .cell-account").allInnerTexts();
  await page.getByLabel("选择本页所有账号").check();
  await page.locator(".selection summary", { hasText: "更多" }).click();
  await page.locator(".selection").getByRole("button", { name: "与名单核对" }).click();
  await expect(page.getByText("所选的 2 个账号")).toBeVisible();
  await page.getByLabel("粘贴名单").fill(accounts[0]);
  await page.getByRole("button", { name: "核对", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("不在名单上的人");
  await expect(page.locator(".candidate")).toHaveCount(1);
  await expect(page.locator(".candidate")).toContainText(accounts[1]);
});

test("what the browser does not let into the clipboard is not called copied", async ({ page }) => {
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("refused", "NotAllowedError"));
  });
  await page.locator("tbody .cell-tick input").first().check();
  const copy = page.locator(".selection summary", { hasText: "复制" });
  await copy.click();
  await page.locator(".selection").getByRole("button", { name: "账号", exact: true }).click();
  await expect(copy).toBeFocused();
  await expect(page.locator("[data-copied]")).toHaveText("");
});

test("whoever looks at a list hears that data changed, and shows it when it suits", async ({ page }) => {
  await page.clock.install();
  await page.goto("/accounts?status=冻结");
  await awake(page);
  const total = await page.locator(".total").innerText();
  const stored = await page.locator("[data-revision]").getAttribute("data-revision");
  expect(Number(stored)).toBeGreaterThan(0);
  // The list says from which state of the data it is; as if it were from one before.
  await page.evaluate(() => document.querySelector("[data-revision]")!.setAttribute("data-revision", "0"));
  await page.clock.fastForward(16_000);
  await expect(page.locator(".list-news")).toContainText("个账号有变化");
  await expect(page.locator(".total")).toHaveText(total);
  await page.locator(".list-news a").click();
  await expect(page.locator(".list-news")).toHaveCount(0);
  await expect(page.locator("[data-revision]")).not.toHaveAttribute("data-revision", "0");
});
