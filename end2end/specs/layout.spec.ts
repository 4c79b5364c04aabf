import { expect } from "@playwright/test";
import { people, signInTo, test } from "./people.ts";

// 640 px is a screen of 1,280 at 200 %.
for (const width of [600, 640, 768, 1024, 1100, 1200, 1280, 1440]) {
  test(`every row of the list can be seen at ${width} px, and no column is cut`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await signInTo(page, people.administrator, "/accounts");
    const rows = page.locator(".account-table tbody tr");
    await expect(rows.first()).toBeVisible();
    // What stands in the middle of the first and of the last cell of a row, once it is scrolled to, is the row.
    const covered = await rows.evaluateAll((rows) =>
      rows.filter((row) => {
        row.scrollIntoView({ block: "center" });
        const cells = [...row.children].map((cell) => cell.getBoundingClientRect()).filter((cell) => cell.width > 0);
        return [cells[0], cells.at(-1)!].some((cell) => {
          const found = document.elementFromPoint(cell.x + cell.width / 2, cell.y + cell.height / 2);
          return found?.closest("tr") !== row;
        });
      }).length,
    );
    expect(covered).toBe(0);
    const overlap = await page.evaluate(() => {
      window.scrollTo(0, 0);
      const head = document.querySelector(".account-table thead")!.getBoundingClientRect();
      const first = document.querySelector(".account-table tbody tr")!.getBoundingClientRect();
      const cells = [...document.querySelectorAll(".account-table thead :is(th, td)")].map((cell) => cell.getBoundingClientRect().bottom);
      return Math.max(head.bottom, ...cells) - first.top;
    });
    expect(overlap).toBeLessThan(1);
    const cut = await page.evaluate(() => {
      const frame = document.querySelector(".table-frame")!;
      return Math.max(frame.scrollWidth - frame.clientWidth, document.documentElement.scrollWidth - window.innerWidth);
    });
    expect(cut).toBeLessThanOrEqual(1);
  });
}

for (const locale of ["zh-CN", "en-GB"]) {
  test(`no page is wider than its window, in ${locale}`, async ({ browser, baseURL, javaScriptEnabled }) => {
    test.slow();
    const context = await browser.newContext({ baseURL, locale, javaScriptEnabled });
    const page = await context.newPage();
    await signInTo(page, people.administrator);
    const paths = ["/", "/accounts", "/accounts?cols=name,account,guid,telephone,identities", "/accounts/limishu", "/organizations/03000", "/compare", "/attention", "/attention?check=frozen-valid", "/changes", "/campaigns", "/campaigns/new?status=冻结", "/help", "/help/review", "/views", "/reconcile", "/exports", "/exports/whose", "/export?q=li", "/admin/audit", "/admin/access?of=limishu", "/admin/sync", "/me"];
    const wider: string[] = [];
    for (const path of paths) {
      await page.goto(path);
      for (const width of [320, 390, 600, 720, 768, 900, 1024, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (over > 1) wider.push(`${path} at ${width} px by ${over}`);
      }
    }
    expect(wider).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.locator(".user-menu summary").click();
    const menu = (await page.locator(".user-menu .menu-items").boundingBox())!;
    expect(menu.x).toBeGreaterThanOrEqual(0);
    expect(menu.x + menu.width).toBeLessThanOrEqual(320);
    await context.close();
  });
}

test("on paper every row of the list can be read, and nothing but the list is printed", async ({ page }) => {
  await page.setViewportSize({ width: 718, height: 1000 });
  await signInTo(page, people.administrator, "/accounts");
  await page.emulateMedia({ media: "print" });
  const [head, first] = await page.evaluate(() => {
    const bottoms = [...document.querySelectorAll(".account-table thead :is(th, td)")].map((cell) => cell.getBoundingClientRect().bottom);
    return [Math.max(...bottoms), document.querySelector(".account-table tbody tr")!.getBoundingClientRect().top];
  });
  expect(head - first).toBeLessThan(1);
  await expect(page.locator(".filter-panel")).toBeHidden();
  const cut = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(cut).toBeLessThanOrEqual(1);
});

for (const [width, height, least] of [[1440, 900, 20], [1280, 720, 14]]) {
  test(`${least} people stand on a screen of ${width} by ${height}, each on one line`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await signInTo(page, people.administrator, "/accounts?rows=200");
    const bottoms = await page.locator(".account-table tbody tr").evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect()));
    expect(new Set(bottoms.map((row) => Math.round(row.height)))).toEqual(new Set([36]));
    expect(bottoms.filter((row) => row.bottom <= height).length).toBeGreaterThanOrEqual(least);
  });
}

test("a column of texts is drawn wider by the corner of its heading, and stays so while the list answers", async ({ page, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "Playwright drags nothing where no script runs");
  await page.setViewportSize({ width: 1440, height: 900 });
  await signInTo(page, people.administrator, "/accounts");
  const width = async () => (await page.locator(".account-table tbody .cell-organization").first().boundingBox())!.width;
  const before = await width();
  const corner = (await page.locator(".account-table thead .cell-organization .column-width").boundingBox())!;
  await page.mouse.move(corner.x + corner.width - 3, corner.y + corner.height - 3);
  await page.mouse.down();
  await page.mouse.move(corner.x + corner.width + 77, corner.y + corner.height - 3, { steps: 4 });
  await page.mouse.up();
  expect((await width()) - before).toBeGreaterThan(60);
  await page.locator(".facets input[name=status]").first().check();
  await expect(page).toHaveURL(/status=/);
  expect((await width()) - before).toBeGreaterThan(60);
  const cut = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(cut).toBeLessThanOrEqual(1);
});

test("what a column cuts off is told when pointed at", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await signInTo(page, people.administrator, "/accounts?rows=200");
  const cut = await page.locator(".account-table tbody :is(th, td)").evaluateAll((cells) =>
    cells
      .filter((cell) => cell.scrollWidth > cell.clientWidth)
      .filter((cell) => (cell.querySelector("a[title]") ?? cell).getAttribute("title") !== cell.textContent)
      .map((cell) => cell.outerHTML),
  );
  expect(cut).toEqual([]);
});

test("the text of a cell can be marked with the mouse", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts");
  const cell = page.locator(".account-table tbody td.cell-account").first();
  await cell.dblclick();
  expect(await page.evaluate(() => getSelection()!.toString().trim())).not.toBe("");
  await expect(page).toHaveURL("/accounts");
});
