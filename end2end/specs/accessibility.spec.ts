import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { people, signIn, signInTo, test } from "./people.ts";

/** A list that is gone through: begun once, found again after. */
async function beginReview(page: Page) {
  await signInTo(page, people.administrator, "/campaigns/new?org=05000&status=冻结");
  await page.getByLabel("名称").fill("无障碍");
  await page.getByLabel("截止日期").fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
  await page.getByRole("button", { name: "发起", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("无障碍");
}

const pages: [string, (page: Page) => Promise<unknown>][] = [
  ["sign-in", (page) => page.goto("/login")],
  ["refusal", (page) => signIn(page, people.student)],
  [
    "overview",
    async (page) => {
      await signInTo(page, people.administrator, "/");
      await page.locator(".overview summary").first().click();
      await page.locator(".chart summary").first().click();
    },
  ],
  ["list", (page) => signInTo(page, people.administrator, "/accounts?org=40100&status=正常&status=过期&sort=name")],
  ["filtered list", (page) => signInTo(page, people.administrator, "/accounts?q=wang&expires=90d&holds=none&holds-style=vip&sort=-expiry&colour=red")],
  ["organisation", (page) => signInTo(page, people.administrator, "/organizations/03000")],
  ["two days", (page) => signInTo(page, people.administrator, "/compare?status=冻结")],
  ["to check", (page) => signInTo(page, people.secretary, "/attention")],
  [
    "a rule",
    async (page) => {
      await signInTo(page, people.administrator, "/attention?check=frozen-valid");
      await page.locator(".row-more summary").first().click();
    },
  ],
  ["changes", (page) => signInTo(page, people.administrator, "/changes")],
  ["sync", (page) => signInTo(page, people.administrator, "/admin/sync")],
  ["access", (page) => signInTo(page, people.administrator, "/admin/access?of=limishu")],
  ["audit log", (page) => signInTo(page, people.auditor, "/admin/audit")],
  ["own page", (page) => signInTo(page, people.secretary, "/me")],
  [
    "field revealed",
    async (page) => {
      await signInTo(page, people.administrator, "/accounts/wangyunwei");
      await page.locator(".reveal summary").first().click();
      await page.locator(".reveal[open] select").selectOption("at-the-counter");
      await page.locator(".reveal[open] button").click();
      await page.locator(".revealed").waitFor();
      await page.locator(".reveal summary").first().click();
    },
  ],
  ["export", (page) => signInTo(page, people.administrator, "/export?org=40100&status=正常")],
  ["reviews", (page) => signInTo(page, people.administrator, "/campaigns")],
  ["a review to begin", (page) => signInTo(page, people.administrator, "/campaigns/new?org=05000&status=冻结")],
  ["a review", (page) => beginReview(page)],
  [
    "a part of a review",
    async (page) => {
      await beginReview(page);
      await page.getByRole("row").getByRole("link").last().click();
      await expect(page).toHaveURL(/\/lines\?/);
    },
  ],
  ["guide", (page) => signInTo(page, people.secretary, "/help")],
  ["a page of the guide", (page) => signInTo(page, people.secretary, "/help/review")],
  ["exports", (page) => signInTo(page, people.administrator, "/exports")],
  ["whose file", (page) => signInTo(page, people.auditor, "/exports/whose?of=AAAAA-AAAAA")],
  [
    "views",
    async (page) => {
      await signInTo(page, people.auditor, "/accounts?status=冻结");
      await page.locator(".save-view summary").click();
      await page.locator(".save-view input[name=name]").fill(`复查/${Date.now()}`);
      await page.locator(".save-view form button").click();
      await page.goto("/views");
      await page.getByRole("button", { name: "固定", exact: true }).first().click();
      await page.locator(".row-more summary").first().click();
    },
  ],
  ["reconcile", (page) => signInTo(page, people.auditor, "/reconcile")],
  [
    "reconciled list",
    async (page) => {
      await signInTo(page, people.auditor, "/reconcile");
      await page.getByLabel("粘贴名单").fill("账号,姓名\nlimishu,李秘书\nnobody-at-all,王伟\nlimishu,\"李");
      await page.getByRole("button", { name: "核对", exact: true }).click();
    },
  ],
  [
    "who is not on a list",
    async (page) => {
      await signInTo(page, people.auditor, "/reconcile");
      await page.getByLabel("粘贴名单").fill("学号,姓名\n5.18E+11,王伟\n,没有此人\"\n,\"王伟");
      await page.getByRole("button", { name: "核对", exact: true }).click();
      await page.getByRole("link", { name: "谁不在名单上" }).click();
    },
  ],
  ["list with its tools", async (page) => {
    await signInTo(page, people.administrator, "/accounts?density=compact&cols=name,status,org");
    await page.locator(".display-options summary").click();
    await page.locator(".save-view summary").click();
  }],
  ["no match", (page) => signInTo(page, people.administrator, "/accounts?q=nobody-at-all&status=冻结")],
  ["styleguide", (page) => signInTo(page, people.auditor, "/styleguide")],
  ["account", (page) => signInTo(page, people.administrator, "/accounts/wangyunwei")],
  [
    "not found",
    async (page) => {
      await signInTo(page, people.administrator);
      await page.goto("/nowhere");
    },
  ],
  [
    "look-up",
    async (page) => {
      await signInTo(page, people.administrator);
      await page.locator("#search").fill("99000119900101001X");
      await page.locator("#search").press("Enter");
      await page.waitForURL(/\/lookup\//);
    },
  ],
];

for (const [name, open] of pages) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1440, 390]) {
      test(`axe finds nothing on ${name}, ${colorScheme}, ${width} px`, async ({ page, javaScriptEnabled }) => {
        test.skip(!javaScriptEnabled, "axe itself is a script; the page is the same");
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await open(page);
        await expect(page.locator("h1")).toHaveCount(1);
        // What lies half under the bar at the moment is no smaller for that.
        await page.evaluate(() => window.scrollTo(0, 0));
        const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
        expect(found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow, "nothing sticks out sideways").toBeLessThanOrEqual(0);
      });
    }
  }
}
