import { expect, test as base, type Page } from "@playwright/test";

export const people = {
  administrator: { account: "wangyunwei", name: "王运维" },
  secretary: { account: "limishu", name: "李秘书" },
  auditor: { account: "zhaoshenji", name: "赵审计" },
  faculty: { account: "chenlaoshi", name: "陈老师" },
  student: { account: "sunxiaoming", name: "孙晓明" },
  group: { account: "nic-service", name: "网络信息中心服务台" },
} as const;

export type Person = (typeof people)[keyof typeof people];

/** A test in which whatever the browser complains of (a refused script, a broken island, a missing file) is a failure. */
export const test = base.extend({
  page: async ({ page, javaScriptEnabled }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      // A page that tells of a problem has the status of the problem, which Chromium logs; without script, nothing uses what is preloaded for it.
      // A test may take the connection away.
      const expected = ["the server responded with a status of", "net::ERR_FAILED", ...(javaScriptEnabled ? [] : ["was preloaded using link preload"])];
      if (["error", "warning"].includes(message.type()) && !expected.some((text) => message.text().includes(text))) {
        complaints.push(message.text());
      }
    });
    page.on("pageerror", (error) => {
      // Chromium rejects the promises of a transition between pages that a quick next navigation overtook (w3c/csswg-drafts#13726).
      if (!String(error).includes("Transition was ")) complaints.push(String(error));
    });
    await use(page);
    expect(complaints).toEqual([]);
  },
});

/** Goes from the sign-in page through jAccount's page and back. */
export async function signIn(page: Page, person: Person, path = "/login") {
  await page.goto(path);
  await page.locator('form[action="/auth/login"] button').click();
  await page.locator(`button[value="${person.account}"]`).click();
  await page.waitForURL((url) => url.origin === new URL(process.env.BASE_URL!).origin);
}

/** Signs in and waits for the page first asked for. */
export async function signInTo(page: Page, person: Person, path = "/accounts") {
  await signIn(page, person, path);
  await expect(page.locator(".user-name")).toHaveText(person.name);
}

/** Whether the test runs in a browser that runs scripts. */
export const hasScript = () => test.info().project.use.javaScriptEnabled !== false;

/** Filters apply at once; without script, a button sends them. */
export async function applyFilters(page: Page) {
  if (!hasScript()) await page.getByRole("button", { name: "应用筛选" }).click();
}

export const rows = (page: Page) => page.locator(".account-table tbody tr");
