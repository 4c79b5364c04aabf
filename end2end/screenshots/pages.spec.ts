import { mkdirSync } from "node:fs";
import { test, type Page } from "@playwright/test";
import { people, signIn, signInTo } from "../specs/people.ts";

const all = process.env.SCREENSHOT_ALL;
const one = process.env.SCREENSHOT;

const guises = ["zh", "en"].flatMap((language) =>
  ["light", "dark"].flatMap((theme) => [1440, 390].map((width) => ({ language, theme, width }))),
);

async function take(page: Page, name: string) {
  await page.screenshot({ path: `${all}/${name}.png`, fullPage: true });
}

test.describe("every page in every guise", () => {
  test.skip(!all, "asked for by SCREENSHOT_ALL");
  for (const { language, theme, width } of guises) {
    test(`${language} ${theme} ${width}`, async ({ browser }) => {
      mkdirSync(all!, { recursive: true });
      const context = await browser.newContext({
        baseURL: process.env.BASE_URL,
        viewport: { width, height: 900 },
        colorScheme: theme as "light" | "dark",
        locale: language === "zh" ? "zh-CN" : "en-GB",
      });
      const page = await context.newPage();
      const guise = `${language}-${theme}-${width}`;
      await page.goto("/login");
      await take(page, `login-${guise}`);
      await signIn(page, people.student);
      await take(page, `refused-${guise}`);
      await context.clearCookies();
      await signInTo(page, people.administrator);
      await page.goto("/accounts?org=40100&status=正常&status=过期&style=faculty&style=postphd");
      await take(page, `accounts-${guise}`);
      await page.goto("/accounts/wangyunwei");
      await take(page, `account-${guise}`);
      await page.goto("/changes");
      await take(page, `changes-${guise}`);
      await page.goto("/admin/sync");
      await take(page, `sync-${guise}`);
      await page.goto("/admin/access?of=limishu");
      await page.locator(".grant-form summary").click();
      await take(page, `access-${guise}`);
      await page.goto("/admin/audit");
      await take(page, `audit-${guise}`);
      await page.goto("/export?org=40100&status=正常");
      await take(page, `export-${guise}`);
      await page.goto("/accounts?status=冻结&density=compact&cols=name,account,org,status,expiry");
      await page.locator(".save-view summary").click();
      await page.locator(".save-view input[name=name]").fill(`${guise}/冻结`);
      await take(page, `tools-${guise}`);
      await page.locator(".save-view form button").click();
      await page.goto("/views");
      await page.locator(".row-actions button").first().click();
      await page.locator(".row-more summary").first().click();
      await take(page, `views-${guise}`);
      await page.goto("/reconcile");
      await page.locator("textarea").fill("账号,备注\nlimishu,甲\nnobody-at-all,乙\nwangyunwei,丙\nlimishu,丁");
      await take(page, `reconcile-${guise}`);
      await page.locator("form.export-form button").click();
      await take(page, `reconciled-${guise}`);
      await page.goto("/exports");
      await take(page, `exports-${guise}`);
      await page.goto("/me");
      await take(page, `me-${guise}`);
      await page.goto("/accounts/limishu");
      await page.locator(".reveal summary").first().click();
      await page.locator(".reveal[open] button").click();
      await page.locator(".reveal summary").first().click();
      await take(page, `revealed-${guise}`);
      await page.goto("/accounts?q=nobody-at-all&status=冻结&sort=name");
      await take(page, `no-match-${guise}`);
      await page.goto("/accounts/nobody-at-all");
      await take(page, `not-found-${guise}`);
      await page.goto("/accounts");
      await page.locator("#search").fill("99000119900101001X");
      await page.locator("#search").press("Enter");
      await page.waitForSelector(".empty, .account-table");
      await take(page, `lookup-${guise}`);
      if (width === 390) {
        await page.goto("/accounts");
        await page.locator(".filters-toggle").click();
        await take(page, `filters-${guise}`);
      }
      await page.locator(".user-menu summary").click();
      await take(page, `menu-${guise}`);
      await context.close();
    });
  }
});

test("the picture of the README", async ({ browser }) => {
  test.skip(!one, "asked for by SCREENSHOT");
  const context = await browser.newContext({ baseURL: process.env.BASE_URL, viewport: { width: 1440, height: 860 }, locale: "zh-CN" });
  const page = await context.newPage();
  await signInTo(page, people.administrator);
  await page.goto("/accounts?org=40100&status=正常&status=过期");
  await page.screenshot({ path: one! });
  await context.close();
});
