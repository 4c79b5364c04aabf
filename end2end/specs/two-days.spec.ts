import { expect } from "@playwright/test";
import { people, signInTo, test } from "./people.ts";

test("a list is compared with another day, and what cannot be is said", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts?status=冻结");
  await page.locator(".list-more summary").click();
  await page.getByRole("link", { name: "与另一天对比" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("两日对比");
  await expect(page.locator("main")).toContainText("状态 冻结");
  // The history of a copy that was made today has one day.
  await expect(page.getByRole("status").filter({ hasText: "第一天要早于第二天" })).toBeVisible();
  await expect(page.getByLabel("从")).toHaveValue(/^\d{4}-\d{2}-\d{2}$/);
  await page.getByRole("link", { name: "更改条件" }).click();
  await expect(page.locator(".chip")).toContainText("冻结");
});
