import { mkdirSync } from "node:fs";
import { test, type Page } from "@playwright/test";
import { awake } from "../specs/islands.ts";
import { people, signIn, signInTo } from "../specs/people.ts";

const all = process.env.SCREENSHOT_ALL;
const folder = process.env.SCREENSHOT;

/** Windows; one of 1440 pixels whose reader sees everything twice as large has 720 of the page's. */
const windows = [
  { name: "1440", width: 1440, height: 900 },
  { name: "1024", width: 1024, height: 768 },
  { name: "768", width: 768, height: 1024 },
  { name: "390", width: 390, height: 844 },
  { name: "200%", width: 720, height: 450 },
];
const guises = ["zh", "en"].flatMap((language) =>
  ["light", "dark"].flatMap((theme) => windows.map((window) => ({ language, theme, ...window }))),
);

async function take(page: Page, name: string) {
  await page.screenshot({ path: `${all}/${name}.png`, fullPage: true });
}

test.describe("every page in every guise", () => {
  test.skip(!all, "asked for by SCREENSHOT_ALL");
  for (const { language, theme, name, width, height } of guises) {
    test(`${language} ${theme} ${name}`, async ({ browser }) => {
      mkdirSync(all!, { recursive: true });
      const context = await browser.newContext({
        baseURL: process.env.BASE_URL,
        viewport: { width, height },
        colorScheme: theme as "light" | "dark",
        reducedMotion: "reduce",
        locale: language === "zh" ? "zh-CN" : "en-GB",
      });
      const page = await context.newPage();
      const guise = `${language}-${theme}-${name}`;
      await page.goto("/login");
      await take(page, `login-${guise}`);
      await signIn(page, people.student);
      await take(page, `refused-${guise}`);
      await context.clearCookies();
      await signInTo(page, people.administrator, "/");
      await take(page, `overview-${guise}`);
      await page.goto("/accounts?org=40100&status=正常&status=过期&style=faculty&style=postphd");
      await take(page, `accounts-${guise}`);
      if (width >= 1024) {
        await awake(page);
        await page.keyboard.press("j");
        await page.keyboard.press(" ");
        await page.locator("aside.peek h2").waitFor();
        await take(page, `peek-${guise}`);
      }
      await page.goto("/accounts/wangyunwei");
      await take(page, `account-${guise}`);
      await page.goto("/organizations/03000");
      await take(page, `organization-${guise}`);
      const before = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
      await page.goto(`/accounts?org=40100&asof=${before(7)}`);
      await take(page, `past-${guise}`);
      await page.goto(`/compare?org=03000&from=${before(14)}&until=${before(1)}`);
      await take(page, `two-days-${guise}`);
      await page.goto("/attention");
      await take(page, `attention-${guise}`);
      await page.goto("/attention?check=normal-lapsed");
      await take(page, `rule-${guise}`);
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
      await page.locator("form.roster-form button").click();
      await take(page, `reconciled-${guise}`);
      await page.goto(`${new URL(page.url()).pathname}/absent?within=org%3D05000%26status%3D冻结`);
      await take(page, `absent-${guise}`);
      await page.goto("/exports");
      await take(page, `exports-${guise}`);
      await page.goto("/campaigns/new?org=05000&status=冻结");
      await take(page, `new-review-${guise}`);
      await page.locator("input[name=name]").fill(`${guise}`);
      await page.locator("input[name=deadline]").fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
      await page.locator(".export-form .button-primary").click();
      await take(page, `review-${guise}`);
      await page.getByRole("row").getByRole("link").last().click();
      await take(page, `review-lines-${guise}`);
      await page.goto("/campaigns");
      await take(page, `reviews-${guise}`);
      await page.goto("/exports/whose?of=AAAAA-AAAAA");
      await take(page, `whose-${guise}`);
      await page.goto("/help");
      await take(page, `help-${guise}`);
      await page.goto("/help/review");
      await take(page, `guide-${guise}`);
      await page.goto("/me");
      await take(page, `me-${guise}`);
      await page.goto("/accounts/limishu");
      await page.locator(".reveal summary").first().click();
      await page.locator(".reveal[open] select").selectOption("at-the-counter");
      await page.locator(".reveal[open] button").click();
      await page.locator(".revealed").waitFor();
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
      if (width < 1024) {
        await page.goto("/accounts");
        await page.locator(".filter-toggle").click();
        await take(page, `filters-${guise}`);
        await page.locator(".filter-done").click();
      }
      await page.locator(".user-menu summary").click();
      await take(page, `menu-${guise}`);
      await context.close();
    });
  }
});

test.describe("what is printed", () => {
  test.skip(!all, "asked for by SCREENSHOT_ALL");
  for (const [language, locale] of [["zh", "zh-CN"], ["en", "en-GB"]]) {
    test(`print ${language}`, async ({ browser }) => {
      mkdirSync(all!, { recursive: true });
      const context = await browser.newContext({ baseURL: process.env.BASE_URL, locale });
      const page = await context.newPage();
      await signInTo(page, people.administrator);
      await page.goto("/reconcile");
      await page.locator("textarea").fill("账号,备注\nlimishu,甲\nnobody-at-all,乙\nwangyunwei,丙");
      await page.locator("form.roster-form button").click();
      await page.waitForURL(/reconcile\/./);
      for (const [name, path] of [["reconciled", new URL(page.url()).pathname], ["accounts", "/accounts?org=40100"], ["account", "/accounts/wangyunwei"], ["audit", "/admin/audit"]]) {
        await page.goto(path);
        await page.pdf({ path: `${all}/${name}-${language}.pdf`, format: "A4" });
      }
      await context.close();
    });
  }
});

test("the pictures of the README", async ({ browser }) => {
  test.skip(!folder, "asked for by SCREENSHOT");
  mkdirSync(folder!, { recursive: true });
  const context = await browser.newContext({ baseURL: process.env.BASE_URL, viewport: { width: 1440, height: 860 }, locale: "zh-CN" });
  const page = await context.newPage();
  await signInTo(page, people.administrator, "/");
  await page.screenshot({ path: `${folder}/overview.png` });
  await page.goto("/accounts?org=40100&status=正常&status=过期");
  await awake(page);
  await page.screenshot({ path: `${folder}/accounts.png` });
  await page.goto("/accounts/limishu");
  await page.screenshot({ path: `${folder}/account.png` });
  await context.close();
});

test("the pictures of the guide", async ({ browser }) => {
  test.skip(!folder, "asked for by SCREENSHOT");
  mkdirSync(folder!, { recursive: true });
  const context = await browser.newContext({ baseURL: process.env.BASE_URL, viewport: { width: 1120, height: 680 }, locale: "zh-CN", reducedMotion: "reduce" });
  const page = await context.newPage();
  const picture = (name: string) => page.screenshot({ path: `${folder}/guide-${name}.png` });
  await signInTo(page, people.secretary, "/");
  await page.getByRole("heading", { name: "身份到期" }).scrollIntoViewIfNeeded();
  await picture("before-term");
  await page.goto("/attention?check=normal-lapsed");
  await picture("graduation");
  await page.goto("/accounts/limishu");
  await picture("leaving");
  const field = page.locator(".facts div", { hasText: "手机" });
  await field.locator("summary").click();
  await field.getByRole("combobox").selectOption("at-the-counter");
  await picture("counter");
  await context.clearCookies();
  await signInTo(page, people.administrator, "/campaigns/new?org=03000&status=冻结");
  await page.getByLabel("名称").fill("年末在岗核查");
  await page.getByLabel("截止日期").fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
  await page.getByRole("button", { name: "发起", exact: true }).click();
  await page.getByRole("row").getByRole("link").last().click();
  await page.waitForURL(/\/lines\?/);
  await page.locator(".line-form input[name=note]").first().fill("已调离");
  await page.locator(".verdicts .button").nth(1).click();
  await page.goto(page.url().replace(/&show=open/, ""));
  await picture("review");
  await page.goto("/accounts?check=expired-valid");
  await page.locator(".account-table tbody a[data-row]").first().click();
  await page.waitForURL(/\/accounts\/[^?]+$/);
  await picture("sign-in");
  await page.goto("/reconcile");
  await page.getByLabel("粘贴名单").fill("学号,姓名\n60001,王运维\n60002,别人\n,王伟\n99999999999,没有此人\n60001,王运维\n");
  await page.getByRole("button", { name: "核对", exact: true }).click();
  await page.waitForURL(/\/reconcile\/./);
  await picture("roster");
  await page.goto("/views");
  await picture("views");
  await context.clearCookies();
  await signInTo(page, people.auditor, "/admin/audit");
  await picture("audit");
  await context.close();
});
