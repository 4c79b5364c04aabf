import { expect, type Locator, type Page } from "@playwright/test";
import { people, signIn, signInTo, test } from "./people.ts";

const number = (text: string | null) => Number(text?.match(/([\d,]+)\D*$/)?.[1].replaceAll(",", ""));

/** Where a figure leads, as many are listed. Other tests change accounts meanwhile: then it is asked again. */
async function leads(page: Page, figure: Locator) {
  await expect(async () => {
    await page.goto("/");
    const counted = number(await figure.textContent());
    const mark = figure.locator("rect").last();
    // The middle of a mark is covered by what is a part of it. Late in a month its mark is a line of a pixel.
    if (await mark.count()) await mark.click({ position: { x: 1, y: 0.5 } });
    else await figure.click();
    await expect(page.locator(".total")).toContainText(`${counted.toLocaleString("en")} 个账号`, { timeout: 2_000 });
  }).toPass();
  await page.goto("/");
}

test("the overview leads from its figures to the lists they count", async ({ page }) => {
  await signInTo(page, people.administrator, "/");
  const statuses = page.locator(".panel", { has: page.getByRole("heading", { name: "账号状态" }) });
  await leads(page, statuses.locator("a").filter({ hasText: "冻结" }));
  const horizon = page.locator(".panel", { has: page.getByRole("heading", { name: "身份到期" }) });
  await leads(page, horizon.locator(".figure-table").last().locator("tbody a").last());
  await horizon.locator("summary").press("Enter");
  await expect(horizon.locator(".chart tbody tr")).toHaveCount(12);
});

test("a mark of a chart leads where its figure does", async ({ page }) => {
  await signInTo(page, people.secretary, "/");
  await leads(page, page.locator(".chart-columns a").first());
});

test("a month of which little is left is reached from anywhere in its column", async ({ page }) => {
  await signInTo(page, people.secretary, "/");
  const above = page.locator(".chart-columns a rect[fill=transparent]").first();
  const path = await above.locator("..").getAttribute("href");
  await above.click({ position: { x: 1, y: 3 } });
  await expect(page).toHaveURL((url) => url.pathname + url.search === path);
});

test("whoever wants no page in particular begins at the overview", async ({ page }) => {
  await signIn(page, people.secretary, "/login");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("总览");
});
