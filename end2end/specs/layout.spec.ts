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
