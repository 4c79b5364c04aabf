import { expect, type CDPSession, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { hasScript, people, signInTo, test } from "./people.ts";

/** What a page costs somebody with a slow machine and a middling line. Figures are printed; what is bounded here does not depend on the machine. */
const CPU = 4;
const LINE = { offline: false, latency: 40, downloadThroughput: (10 * 1e6) / 8, uploadThroughput: (10 * 1e6) / 8 };

type Figures = { lcp: number; tbt: number; cls: number; inp: number };

test.describe.configure({ mode: "serial" });

test.beforeEach(() => test.skip(!hasScript(), "figures of what runs in the browser"));

async function slow(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", LINE);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU });
  return devtools;
}

/** Before the page is opened: keeps what the browser tells of itself. */
async function watch(page: Page) {
  await page.addInitScript(() => {
    const figures = { lcp: 0, tbt: 0, cls: 0, inp: 0 };
    Object.assign(window, { figures });
    const observe = (type: string, take: (entry: any) => void, more = {}) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
    observe("largest-contentful-paint", (entry) => (figures.lcp = entry.startTime));
    observe("longtask", (entry) => (figures.tbt += Math.max(0, entry.duration - 50)));
    observe("layout-shift", (entry) => (figures.cls += entry.hadRecentInput ? 0 : entry.value));
    observe("event", (entry) => (figures.inp = Math.max(figures.inp, entry.interactionId ? entry.duration : 0)), { durationThreshold: 16 });
  });
}

const figures = (page: Page) => page.evaluate(() => (window as unknown as { figures: Figures }).figures);
const line = (what: string, { lcp, tbt, cls, inp }: Figures) =>
  console.log(`${what}: LCP ${lcp.toFixed(0)} ms, TBT ${tbt.toFixed(0)} ms, CLS ${cls.toFixed(3)}, INP ${inp.toFixed(0)} ms`);

test("what list, account and palette cost on a slow machine", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts");
  await awake(page);
  await watch(page);
  await slow(page);
  for (const [what, path] of [["list", "/accounts"], ["account", "/accounts/limishu"]] as const) {
    await page.goto(path);
    await awake(page);
    const loaded = await figures(page);
    if (what === "list") {
      await page.locator('.facets input[name="status"]').first().check();
      await expect(page).toHaveURL(/status=/);
    }
    await page.keyboard.press("Control+k");
    await expect(page.locator("dialog.palette [data-item]").first()).toBeVisible();
    await page.keyboard.press("Escape");
    const { inp, cls } = await figures(page);
    line(what, { ...loaded, cls, inp });
    expect(cls).toBeLessThan(0.01);
  }
});

test("a filter changes rows over few bytes, and a key does soon", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts");
  await awake(page);
  const devtools = await slow(page);
  let bytes = 0;
  devtools.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.locator('.facets input[name="status"]').first().check();
  await expect(page).toHaveURL(/status=/);
  console.log(`a filter moves ${(bytes / 1024).toFixed(1)} KiB`);
  expect(bytes).toBeLessThan(16 * 1024);
  await page.goto("/accounts");
  await awake(page);
  const times: number[] = [];
  for (const text of ["li", "wang", "zhang"]) {
    await page.locator("#search").fill("");
    await expect(page).toHaveURL("/accounts");
    await page.locator("#search").pressSequentially(text.slice(0, -1));
    // One sign alone asks nothing.
    if (text.length > 2) await expect(page).toHaveURL(`/accounts?q=${text.slice(0, -1)}`);
    times.push(
      await page.evaluate(
        (key) =>
          new Promise<number>((done) => {
            const list = document.querySelector(".list-content")!;
            const field = document.querySelector<HTMLInputElement>("#search")!;
            const begin = performance.now();
            new MutationObserver((_, observer) => {
              observer.disconnect();
              requestAnimationFrame(() => done(performance.now() - begin));
            }).observe(list, { childList: true, subtree: true, characterData: true });
            field.value += key;
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
          }),
        text.slice(-1),
      ),
    );
  }
  console.log(`from a key to changed rows, the pause of 120 ms included: ${times.map((time) => `${time.toFixed(0)} ms`).join(", ")}`);
});

test("“find 张三 by sound, open, reveal, back” takes few keys and loads no page", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts");
  await awake(page);
  let keys = 0;
  const press = async (...pressed: string[]) => {
    for (const key of pressed) {
      keys += 1;
      await page.keyboard.press(key);
    }
  };
  const loads: string[] = [];
  page.on("request", (request) => request.isNavigationRequest() && loads.push(request.url()));
  await press("/", ..."limis");
  await expect(page.locator("[data-row]").first()).toHaveText("李秘书");
  await press("Enter");
  await expect(page.locator("[data-row]").first()).toBeFocused();
  await press(" ");
  await expect(page.locator("aside.peek h2")).toHaveText("李秘书");
  console.log(`found and looked at with ${keys} keys and ${loads.length} page loads`);
  expect(loads).toEqual([]);
  expect(keys).toBeLessThanOrEqual(12);
});
