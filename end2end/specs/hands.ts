import { expect, type Locator, type Page } from "@playwright/test";
import { awake } from "./islands.ts";

/** How somebody acts on what they see. */
export interface Hand {
  press(what: Locator): Promise<void>;
  type(into: Locator, text: string): Promise<void>;
  choose(of: Locator, label: string): Promise<void>;
}

/** More than any page has: without script each value of each filter is a stop. */
const STOPS = 400;

/** By the mouse, and keys for text alone. */
export const byMouse: Hand = {
  press: (what) => what.click(),
  async type(into, text) {
    await into.click();
    await into.fill(text);
  },
  choose: async (of, label) => void (await of.selectOption({ label })),
};

/** By the Tab key from where the focus is, arrow keys in groups, Enter and the space bar. Nothing is focused by script. */
export function byKeys(page: Page, hasScript: boolean): Hand {
  async function reach(what: Locator) {
    await expect(what).toBeVisible();
    // Nothing has to wake on pages for people who are not signed in.
    if (hasScript && (await page.locator(".frame").count()) > 0) await awake(page);
    for (let stop = 0; stop < STOPS; stop++) {
      const next = await what.evaluate((element, hasScript) => {
        if (element === document.activeElement) return undefined;
        const radio = (of: Element | null) => (of instanceof HTMLInputElement && of.type === "radio" ? of.name : undefined);
        // Within the group that has the focus, arrow keys go on.
        if (radio(element)) return radio(element) === radio(document.activeElement) ? "ArrowDown" : "Tab";
        const part = (of: Element | null) => of?.closest(".choice-row, .account-table tbody tr");
        const group = (of: Element | null) => part(of)?.closest(".facet, tbody");
        const isNear = hasScript && group(element) !== undefined && group(element) === group(document.activeElement) && part(element) !== part(document.activeElement);
        return isNear ? "ArrowDown" : "Tab";
      }, hasScript);
      if (next === undefined) return;
      await page.keyboard.press(next);
    }
    throw new Error(`${what} is not reached by ${STOPS} keys`);
  }
  return {
    async press(what) {
      await reach(what);
      // A radio button is chosen by the arrow key that leads to it.
      if (await what.evaluate((element) => element.matches("[type=radio]:checked"))) return;
      await page.keyboard.press((await what.evaluate((element) => element instanceof HTMLInputElement)) ? "Space" : "Enter");
    },
    async type(into, text) {
      await reach(into);
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText(text);
    },
    async choose(of, label) {
      await reach(of);
      const chosen = () => of.evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.textContent);
      await page.keyboard.press("Home");
      for (let step = 0; step < STOPS && (await chosen()) !== label; step++) await page.keyboard.press("ArrowDown");
      expect(await chosen()).toBe(label);
    },
  };
}
