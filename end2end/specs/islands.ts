import type { Page } from "@playwright/test";

/** Waits until the bundle has woken the islands of the page: the last one then answers. */
export async function awake(page: Page) {
  await page.waitForFunction(() => document.documentElement.dataset.islands === "awake");
}
