import { expect, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { hasScript, people, rows, signInTo, test } from "./people.ts";

const search = (page: Page) => page.locator("#search");
const total = (page: Page) => page.locator(".list-status .total");
const box = (page: Page, value: string) => page.locator(`.facets input[value="${value}"]:not(.exclude)`);
const functionCalls = (page: Page) => {
  const calls: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/accounts/draw")) calls.push(request.postData() ?? "");
  });
  return calls;
};

test.beforeEach(async ({ page }) => {
  test.skip(!hasScript(), "without script, forms and links lead to the same pages");
  await signInTo(page, people.administrator);
  await awake(page);
  // What a page that was loaded anew would have forgotten.
  await page.evaluate(() => Object.assign(window, { isStillHere: true }));
});

test.afterEach(async ({ page }) => {
  if (hasScript()) expect(await page.evaluate(() => "isStillHere" in window)).toBe(true);
});

test("the list answers while one types, and Back brings the one before", async ({ page }) => {
  const everybody = await total(page).innerText();
  await search(page).pressSequentially("wangyunwei", { delay: 20 });
  await expect(page).toHaveURL("/accounts?q=wangyunwei");
  await expect(rows(page)).toHaveCount(1);
  await expect(total(page)).toContainText("1");
  await expect(page.locator(".chip")).toContainText("wangyunwei");
  await expect(search(page)).toBeFocused();
  await expect(page.locator('input[name="return_to"]').first()).toHaveValue("/accounts?q=wangyunwei");
  await page.goBack();
  await expect(page).toHaveURL("/accounts");
  await expect(total(page)).toHaveText(everybody);
  await expect(search(page)).toHaveValue("");
  await page.goForward();
  await expect(search(page)).toHaveValue("wangyunwei");
  await expect(rows(page)).toHaveCount(1);
  await search(page).press("Escape");
  await expect(total(page)).toHaveText(everybody);
});

test("one sign waits for the next, a word that is being composed for its end, and the number of a person for Enter", async ({ page }) => {
  const calls = functionCalls(page);
  await search(page).pressSequentially("w");
  const devtools = await page.context().newCDPSession(page);
  await search(page).fill("");
  await expect.poll(() => calls.length).toBe(1);
  await devtools.send("Input.imeSetComposition", { text: "wang yun", selectionStart: 8, selectionEnd: 8 });
  await expect(search(page)).toHaveValue("wang yun");
  await devtools.send("Input.insertText", { text: "王运维" });
  await expect(page).toHaveURL(`/accounts?q=${encodeURIComponent("王运维")}`);
  expect(calls.some((call) => call.includes("yun"))).toBe(false);
  await search(page).fill("99000119900101001X");
  await expect.poll(() => calls.at(-1)).toContain("990001");
  await expect(page.locator("[aria-busy]")).toHaveCount(0);
  await expect(page).toHaveURL(`/accounts?q=${encodeURIComponent("王运维")}`);
  await expect(search(page)).toHaveValue("99000119900101001X");
});

test("a character is answered, and what is left of a text is not answered by the list of the text", async ({ page }) => {
  const everybody = await total(page).innerText();
  await search(page).fill("王");
  await expect(page).toHaveURL(`/accounts?q=${encodeURIComponent("王")}`);
  await expect(total(page)).not.toHaveText(everybody);
  await search(page).fill("wa");
  await expect(page).toHaveURL("/accounts?q=wa");
  await page.keyboard.press("Backspace");
  await expect(page).toHaveURL("/accounts?q=w");
});

test("the pager above the list keeps the focus, and nothing that acts has it at the end", async ({ page }) => {
  await box(page, "正常").check();
  await expect(page).toHaveURL(/status=/);
  const next = page.locator(".short-pager [data-key=next]");
  await next.focus();
  for (const from of ["51", "101"]) {
    await page.keyboard.press("Enter");
    await expect(page.locator(".short-pager span").first()).toBeVisible();
    await expect(page.locator(".short-pager")).toContainText(`${from}–`);
    await expect(next).toBeFocused();
  }
  await page.locator(".short-pager [data-key=last]").press("Enter");
  await expect(page.locator(".list-status h1")).toBeFocused();
  await expect(page).toHaveURL(/status=/);
});

test("a slow answer does not come after a newer one", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let isFirst = true;
  await page.route("**/api/accounts/draw", async (route) => {
    if (isFirst) {
      isFirst = false;
      const answer = await route.fetch();
      await held;
      await route.fulfill({ response: answer }).catch(() => {});
    } else {
      await route.continue();
    }
  });
  await box(page, "冻结").check();
  await search(page).fill("wangyunwei");
  await expect(page).toHaveURL(/q=wangyunwei/);
  const question = page.url();
  const late = page.waitForResponse("**/api/accounts/draw");
  release();
  await late;
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(page.url()).toBe(question);
});

test("who types on after Enter keeps the search box, though the answer leads to the rows", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await search(page).fill("wangyunwei");
  await expect(rows(page)).toHaveCount(1);
  await page.route("**/api/accounts/draw", async (route) => {
    await held;
    await route.continue();
  });
  await search(page).press("Enter");
  // One sign waits for the next, so nothing newer is asked.
  await search(page).fill("w");
  release();
  await expect(page.locator("[aria-busy]")).toHaveCount(0);
  await expect(search(page)).toBeFocused();
  await expect(search(page)).toHaveValue("w");
});

test("filters, orders and pages take effect in place, and the focus stays where it is", async ({ page }) => {
  const places = () => page.locator('.facets input[name="style"]').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  const before = await places();
  await box(page, "faculty").focus();
  await page.keyboard.press("Space");
  await expect(page).toHaveURL("/accounts?style=faculty");
  await expect(page.locator(".chip")).toHaveCount(1);
  await expect(box(page, "faculty")).toBeFocused();
  await expect(box(page, "faculty")).toBeChecked();
  expect(await places()).toEqual(before);

  const order = page.locator(".cell-account .sort-link");
  await order.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/accounts?style=faculty&sort=account");
  await expect(order).toBeFocused();

  const first = await rows(page).first().innerText();
  const next = page.locator(".pager").getByRole("link", { name: "下一页" });
  await next.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/after=/);
  expect(await rows(page).first().innerText()).not.toBe(first);
  await expect(next).toBeFocused();

  await page.getByRole("link", { name: /移除 默认身份/ }).click();
  await expect(page).toHaveURL("/accounts?sort=account");
  await expect(box(page, "faculty")).not.toBeChecked();
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL("/accounts?style=faculty&sort=account");
  await expect(box(page, "faculty")).toBeChecked();
  await expect.poll(() => rows(page).first().innerText()).toBe(first);
});

test("a session that ended is said in place, and what was typed stays", async ({ page }) => {
  await page.context().clearCookies();
  await search(page).fill("wangyunwei");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(search(page)).toHaveValue("wangyunwei");
  await expect(page).toHaveURL("/accounts");
  await expect(page.getByRole("alert").getByRole("link", { name: "重新登录" })).toHaveAttribute("href", "/accounts");
});

test("two conditions that are taken away in one go are both gone", async ({ page }) => {
  await box(page, "faculty").check();
  await box(page, "冻结").check();
  await expect(page.locator(".chip")).toHaveCount(2);
  await page.evaluate(() => document.querySelectorAll<HTMLElement>(".chip a").forEach((link) => link.click()));
  await expect(page).toHaveURL("/accounts");
  await expect(page.locator(".chip")).toHaveCount(0);
});

/** Holds the next answer back until it is released. */
async function heldAnswer(page: Page) {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api/accounts/draw", async (route) => {
    await held;
    await route.continue();
  }, { times: 1 });
  return release;
}

test("what was typed last goes along with the link that is followed", async ({ page }) => {
  await search(page).fill("wangyunwei");
  await page.locator(".cell-account .sort-link").evaluate((link: HTMLElement) => link.click());
  await expect(page).toHaveURL("/accounts?q=wangyunwei&sort=account");
  await expect(search(page)).toHaveValue("wangyunwei");
});

test("a box that is ticked while a condition is taken away does not bring that back", async ({ page }) => {
  await box(page, "faculty").check();
  await expect(page.locator(".chip")).toHaveCount(1);
  const release = await heldAnswer(page);
  await page.locator(".chip a").click();
  await box(page, "冻结").check();
  release();
  await expect(page).toHaveURL(`/accounts?status=${encodeURIComponent("冻结")}`);
  await expect(page.locator(".chip")).toHaveCount(1);
});

test("of a facet, one value alone is chosen by two clicks, and a value is asked for or excluded", async ({ page }) => {
  await box(page, "faculty").check();
  await expect(page).toHaveURL("/accounts?style=faculty");
  await page.locator('.choice:has(input[value="student"])').dblclick();
  await expect(page).toHaveURL("/accounts?style=student");
  const exclude = page.getByTitle("排除“学生”");
  await exclude.check();
  await expect(page).toHaveURL("/accounts?not-style=student");
  await expect(exclude).toBeFocused();
  await box(page, "student").check();
  await expect(page).toHaveURL("/accounts?style=student");
  await expect(exclude).not.toBeChecked();
});

test("what is ticked stays so on other pages, in another order, and under other filters", async ({ page }) => {
  const tick = (at: number) => rows(page).nth(at).getByRole("checkbox");
  const elsewhere = page.locator("[data-elsewhere] output");
  await tick(0).check();
  await tick(3).click({ modifiers: ["Shift"] });
  await expect(page.locator("tbody .cell-tick :checked")).toHaveCount(4);
  await page.locator(".pager").getByRole("link", { name: "下一页" }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(elsewhere).toHaveText("4");
  await tick(0).check();
  await page.locator(".cell-account .sort-link").click();
  await expect(page).toHaveURL("/accounts?sort=account");
  await page.locator('.choice-row:has(input[value="student"])').hover();
  await page.getByTitle("排除“学生”").check();
  await expect(page).toHaveURL("/accounts?not-style=student&sort=account");
  await page.locator(".chip a").click();
  await expect(page).toHaveURL("/accounts?sort=account");
  await page.locator(".cell-name .sort-link").click();
  await expect(page).toHaveURL("/accounts");
  await expect(page.locator("tbody .cell-tick :checked")).toHaveCount(4);
  await expect(elsewhere).toHaveText("1");
  await page.getByLabel("选择本页所有账号").check();
  await expect(page.locator("tbody .cell-tick :checked")).toHaveCount(50);
  await page.getByRole("button", { name: "取消勾选" }).click();
  await expect(page.locator(".cell-tick :checked")).toHaveCount(0);
  await expect(page.locator(".selection")).toBeHidden();
});
