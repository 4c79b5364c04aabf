import { expect, type APIRequestContext, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { applyFilters, hasScript, people, rows, signInTo, test } from "./people.ts";

/** Something happens at the simulated university. */
async function happen(request: APIRequestContext, event: unknown) {
  const answer = await request.post(`${process.env.SANDBOX_URL}/sandbox/accounts`, { data: event });
  expect(answer.ok()).toBe(true);
}

const cells = (page: Page, column: string) => page.locator(`.account-table tbody .cell-${column}`);
const total = async (page: Page) => Number((await page.locator(".total").innerText()).replace(/\D/g, ""));

async function search(page: Page, text: string) {
  await page.locator("#search").fill(text);
  await page.locator("#search").press("Enter");
  await expect(page.locator("#content .search-form")).toBeVisible();
}

test.beforeEach(async ({ page }) => signInTo(page, people.administrator));

test("finds a name in full pinyin, by initials, mixed, in part, and in full-width letters", async ({ page }) => {
  for (const text of ["wangyunwei", "wyw", "wangyw", "wyunwei", "运维", "ｗａｎｇｙｕｎ", "6000"]) {
    await search(page, text);
    await expect(rows(page).filter({ has: page.locator('a[href="/accounts/wangyunwei"]') }), text).toHaveCount(1);
  }
});

test("each count is the length of the list it leads to, and chips take conditions away again", async ({ page }) => {
  await page.goto("/accounts?org=03000");
  const all = await total(page);
  const choice = page.locator('label:has(input[name="style"][value="student"])');
  const promised = Number((await choice.locator(".choice-count").innerText()).replace(/\D/g, ""));
  await choice.locator("input").check();
  await applyFilters(page);
  await expect(page.locator(".chip")).toHaveCount(2);
  expect(await total(page)).toBe(promised);
  await page.locator('input[name="expires"][value="expired"]').check();
  await applyFilters(page);
  await expect(page.locator(".chip")).toHaveCount(3);
  expect(await total(page)).toBeLessThan(promised);
  await page.getByRole("link", { name: /移除 有效期/ }).click();
  await page.getByRole("link", { name: /移除 默认身份/ }).click();
  await expect(page.locator(".chip")).toHaveCount(1);
  expect(await total(page)).toBe(all);
});

test("a value is excluded by the sign beside it, or by a minus in the search box", async ({ page }) => {
  const count = async () => Number((await page.locator(".total").innerText()).replace(/\D/g, ""));
  await page.goto("/accounts");
  const everybody = await count();
  await page.goto("/accounts?style=student");
  const students = await count();
  await page.goto("/accounts");
  await page.locator('.choice-row:has(input[value="student"])').hover();
  await page.getByTitle("排除“学生”").check();
  await applyFilters(page);
  await expect(page).toHaveURL("/accounts?not-style=student");
  await expect(page.locator(".chip")).toContainText("默认身份不是");
  expect(await count()).toBe(everybody - students);
  await page.locator("#search").fill("-状态:正常");
  await page.locator("#search").press("Enter");
  await expect(page.locator(".chip")).toHaveCount(2);
  await expect(page.locator("td.cell-status", { hasText: "正常" })).toHaveCount(0);
  await page.getByRole("link", { name: "移除 默认身份不是 学生" }).click();
  await expect(page.locator(".chip")).toHaveCount(1);
});

test("an expiry is asked for between two dates", async ({ page }) => {
  await page.goto("/accounts");
  await page.getByLabel("指定日期").check();
  if (hasScript()) await expect(page).toHaveURL(/expires=\d{4}-\d{2}-\d{2}\.\./);
  await page.getByLabel("有效期不早于").fill("2026-12-01");
  await page.getByLabel("有效期不晚于").fill("2027-01-31");
  await applyFilters(page);
  await expect(page).toHaveURL("/accounts?expires=2026-12-01..2027-01-31");
  await expect(page.locator(".chip")).toContainText("2026-12-01 – 2027-01-31");
  const days = await cells(page, "expiry").locator("time").allInnerTexts();
  expect(days.length).toBeGreaterThan(0);
  expect(days.filter((day) => day < "2026-12-01" || day > "2027-01-31")).toEqual([]);
  await page.getByLabel("30 天内到期").check();
  await applyFilters(page);
  await expect(page).toHaveURL("/accounts?expires=30d");
});

test("asks for one identity that is all at once, and for those without it", async ({ page }) => {
  const everyone = await total(page);
  await page.locator('select[name="holds-style"]').selectOption("postphd");
  await page.locator('input[name="holds-valid"]').check();
  await applyFilters(page);
  await expect(page.locator(".chip")).toContainText("博士后 · 未过期");
  const holders = await total(page);
  await page.locator('select[name="holds"]').selectOption("none");
  await applyFilters(page);
  await expect(page.locator(".chip")).toContainText("没有符合条件的身份");
  expect(holders + (await total(page))).toBe(everyone);
});

test("conditions can be typed; what is none is searched as text", async ({ page }) => {
  await search(page, "org:03000 状态:正常 wang");
  await expect(page.locator(".chip")).toHaveCount(3);
  await expect(page.locator("#search")).toHaveValue("wang");
  await search(page, "colour:red");
  await expect(page.locator(".chip").first()).toContainText("colour:red");
});

test("of groups with “或” between them one is enough, and what does not fit is told with its place", async ({ page, javaScriptEnabled }) => {
  const ask = async (text: string) => {
    if (javaScriptEnabled) await awake(page);
    await page.locator("#search").fill(text);
    await page.locator("#search").press("Enter");
  };
  const total = async () => Number((await page.locator(".total").innerText()).replace(/\D/g, ""));
  await page.goto("/accounts?status=冻结&style=faculty");
  const both = await total();
  await page.goto("/accounts?status=冻结");
  const frozen = await total();
  await page.goto("/accounts?style=faculty");
  const faculty = await total();
  await page.goto("/accounts");
  await ask("(状态:冻结 或 身份:教职工)");
  await expect(page.locator(".chip")).toContainText("任一账号状态 冻结 或 默认身份 教职工");
  await expect.poll(total).toBe(frozen + faculty - both);
  await page.getByRole("link", { name: "修改" }).click();
  await expect(page.locator(".chip")).toHaveCount(0);
  await expect(page.locator("#search")).toHaveValue("(状态:冻结 或 身份:faculty)");
  await expect(page.locator("#search")).toBeFocused();
  await ask("(状态:冻结 或 身份:无)");
  await expect(page.locator(".chip")).toContainText("任一账号状态 冻结 或 默认身份 无身份信息");
  await page.getByRole("link", { name: "移除" }).click();
  await expect(page.locator(".chip")).toHaveCount(0);
  await ask("(状态:冻结 或 身份:教职工");
  await expect(page.locator(".notice-warning")).toContainText("第 1 个字符：括号没有闭合");
  await expect(page.locator("#search")).toHaveValue("(状态:冻结 或 身份:教职工");
});

test("sorts by every column in both directions", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/accounts?org=03000&status=正常");
  for (const [heading, column] of [["账号", "account"], ["学工号", "number"], ["有效期", "expiry"], ["源数据更新", "updated"]] as const) {
    for (const order of ["ascending", "descending"]) {
      await page.locator(".account-table thead").getByRole("link", { name: heading, exact: true }).click();
      await expect(page.locator(`th[aria-sort="${order}"]`)).toContainText(heading);
      // What changed today has its time there; the whole is told when it is pointed at.
      const texts = (cells: Element[]) => cells.map((cell) => cell.querySelector("time")?.title ?? (cell as HTMLElement).innerText);
      const values = (await cells(page, column).evaluateAll(texts)).filter((text) => !text.includes("—"));
      // Numbers are in order by what they count to, other columns by their signs.
      const byValue = column === "number" && values.every((value) => /^\d+$/.test(value));
      const sorted = [...values].sort(byValue ? (a, b) => Number(a) - Number(b) : undefined);
      expect(values).toEqual(order === "ascending" ? sorted : sorted.reverse());
    }
  }
});

test("walks deep, back again, and Back returns to the same state", async ({ page }) => {
  await page.goto("/accounts?rows=25&sort=account");
  const names = () => cells(page, "account").allInnerTexts();
  const seen: string[][] = [await names()];
  for (let at = 1; at < 8; at++) {
    await page.locator(".pager").getByRole("link", { name: "下一页" }).click();
    await expect(page.locator(".pager-rows")).toContainText(`${at * 25 + 1}–${at * 25 + 25}`);
    seen.push(await names());
  }
  expect(new Set(seen.flat()).size).toBe(200);
  expect(seen.flat()).toEqual([...seen.flat()].sort());
  await page.locator(".pager").getByRole("link", { name: "上一页" }).click();
  await expect(page.locator(".pager-rows")).toContainText("151–175");
  expect(await names()).toEqual(seen[6]);
  await page.goBack();
  await expect.poll(names).toEqual(seen[7]);
  await page.getByRole("link", { name: "最后一页" }).click();
  await expect(page).toHaveURL(/page=last/);
  const range = page.locator(".pager-rows");
  const [, until, total] = (await range.innerText()).match(/–([\d,]+) \/ ([\d,]+)/)!;
  expect(until).toBe(total);
  await page.getByRole("link", { name: "第一页" }).click();
  await expect(range).toContainText("1–25 ");
  expect(await names()).toEqual(seen[0]);
});

test("refreshing shows what changed, the feed tells of it, and the past stays visible", async ({ page, request, javaScriptEnabled }) => {
  const account = javaScriptEnabled ? "zhaoshenji" : "chenlaoshi";
  await page.goto(`/accounts/${account}`);
  const before = await page.getByRole("heading", { level: 1 }).innerText();
  await happen(request, { change: { account, display_name: `${before.slice(0, 3)}新`, status: "过期", add_identity: "vip" } });
  await page.getByRole("button", { name: "刷新" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${before.slice(0, 3)}新`);
  const events = page.locator(".event");
  await expect(events.filter({ hasText: "正常 → 过期" })).toHaveCount(1);
  const added = events.filter({ hasText: "新增身份" });
  await expect(added).toContainText("vip");
  // The change and the identity it is about lead to one another.
  await added.getByRole("link").click();
  await expect(page.locator(".lane:target")).toContainText("vip");
  await page.locator(".lane:target strong a").click();
  await expect(page.locator(".event:target")).toContainText("新增身份");

  await page.goto("/changes?kind=status");
  const entry = page.locator(".change-table tbody tr").filter({ hasText: account });
  await expect(entry).toContainText("正常 → 过期");
  await entry.getByRole("link").click();
  await expect(page).toHaveURL(`/accounts/${account}`);

  // Today's end is now, so the day shows the state after the change; the notice says that it is a day's end.
  const today = await page.locator('.as-of input[name="asof"]').getAttribute("max");
  await page.locator('.as-of input[name="asof"]').fill(today!);
  await page.locator(".as-of button").click();
  await expect(page.locator(".notice-past")).toContainText(today!);
  await page.getByRole("link", { name: "返回当前数据" }).click();
  await expect(page.locator(".notice-past")).toHaveCount(0);
});

test("the feed is filtered by kind and day, and walked", async ({ page, request }) => {
  await happen(request, { change: { account: "sunxiaoming", status: "冻结" } });
  await page.goto("/accounts/sunxiaoming");
  await page.getByRole("button", { name: "刷新" }).click();
  await happen(request, { change: { account: "sunxiaoming", status: "正常" } });
  await page.getByRole("button", { name: "刷新" }).click();
  await page.goto("/changes");
  await page.locator('input[name="kind"][value="status"]').check();
  await page.getByRole("button", { name: "应用筛选" }).click();
  await expect(page).toHaveURL("/changes?kind=status");
  const kinds = new Set(await page.locator(".cell-kind").allInnerTexts());
  expect(kinds).toEqual(new Set(["状态"]));
  await page.goto("/changes?until=2020-01-01");
  await expect(page.getByRole("heading", { name: "没有符合的变化" })).toBeVisible();
});

test("the administrator watches the sync and asks for a run", async ({ page, javaScriptEnabled }) => {
  await page.goto("/admin/sync");
  await expect(page.locator(".run-table tbody tr").first()).toBeVisible();
  const newest = await page.locator(".run-table tbody th").first().innerText();
  await page.getByRole("button", { name: "立即增量同步" }).click();
  await expect(async () => {
    // With script the page follows by itself.
    if (!javaScriptEnabled) await page.reload();
    expect(await page.locator(".run-table tbody th").first().innerText()).not.toBe(newest);
    expect(await page.locator(".sync-state").innerText()).toBe("空闲");
  }).toPass({ timeout: 20_000 });
});

test("the secretary sees neither the sync nor changes of others", async ({ page, context }) => {
  await context.clearCookies();
  await signInTo(page, people.secretary);
  await expect(page.locator('.side-bar a[href="/admin/sync"]')).toHaveCount(0);
  await page.goto("/admin/sync");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("没有这个页面");
  await page.goto("/changes?kind=status");
  await expect(page.locator("main")).not.toContainText("chenlaoshi");
});
