import { expect } from "@playwright/test";
import { awake } from "../specs/islands.ts";
import { people, signInTo, test } from "../specs/people.ts";

const columns = ["姓名", "账号", "学工号", "默认身份", "二级单位", "状态", "有效期", "源数据更新"];

// Whatever somebody chooses here is what all their lists look like from then on.
test("columns are put in order by dragging, by keys and by buttons, in lists and in files", async ({ page }) => {
  await signInTo(page, people.secretary, "/accounts");
  const form = page.locator(".display-options");
  const entry = (name: string) => form.locator("li", { hasText: new RegExp(`^\\s*${name}\\s*$`) });
  const chosen = () => form.locator("li:has(:checked)").evaluateAll((entries) => entries.map((entry) => entry.textContent!.trim()));
  // The table has its columns in this order too: the cells of its first row say which are which.
  const shown = () => page.locator(".account-table tbody tr:first-child > :not(.cell-tick)").evaluateAll((cells) => cells.map((cell) => cell.className.split(" ")[0]));
  const original = await shown();
  expect(await chosen()).toEqual(columns);
  await awake(page);
  await form.locator("summary").click();
  await entry("有效期").dragTo(entry("学工号"));
  const status = form.getByRole("checkbox", { name: "状态" });
  await status.focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(status).toBeFocused();
  await form.getByRole("button", { name: "应用" }).click();
  const moved = ["name", "account", "expiry", "number", "identity", "status", "organization", "updated"].map((name) => `cell-${name}`);
  await expect.poll(shown).toEqual(moved);
  await awake(page);
  await form.locator("summary").click();
  await form.getByRole("button", { name: "“账号”前移一列" }).click();
  await expect.poll(shown).toEqual([moved[1], moved[0], ...moved.slice(2)]);

  await page.goto("/export?q=li");
  await awake(page);
  const boxes = page.locator(".column-choices input");
  const order = () => boxes.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  const before = await order();
  await boxes.nth(2).locator("xpath=ancestor::li").dragTo(boxes.nth(0).locator("xpath=ancestor::li"));
  expect(await order()).toEqual([before[2], before[0], before[1], ...before.slice(3)]);

  await page.goto("/accounts");
  await awake(page);
  await form.locator("summary").click();
  for (const column of columns.toReversed()) {
    if ((await form.locator("li").first().textContent())?.trim() !== column) await entry(column).dragTo(form.locator("li").first());
  }
  expect(await chosen()).toEqual(columns);
  await form.getByRole("button", { name: "应用" }).click();
  await expect.poll(shown).toEqual(original);
});
