import { expect } from "@playwright/test";
import { people, signInTo, test } from "./people.ts";

test("the page of an organisation is reached from the overview and leads to its lists", async ({ page }) => {
  await signInTo(page, people.administrator, "/");
  const organizations = page.locator(".panel", { has: page.getByRole("heading", { name: "二级单位" }) });
  const first = organizations.locator("li").first();
  const name = await first.locator(".share-name").innerText();
  await first.locator(".share-name").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  await expect(page.getByRole("heading", { name: "谁能查看这个单位" })).toBeVisible();
  await page.locator(".overview-total a").click();
  await expect(page.locator(".chip")).toContainText(name);
});

test("the secretary sees the organisation of an account, and not who may see it", async ({ page }) => {
  await signInTo(page, people.secretary, "/accounts/limishu");
  await page.locator(".facts a[href='/organizations/03000']").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("03000");
  await expect(page.getByRole("heading", { name: "谁能查看这个单位" })).toHaveCount(0);
});
