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

/**
 * A test in which whatever the browser complains of (a refused script, a broken island, a missing file) is a failure.
 * Of one that fails, the last answers and what stood on the page are printed: the place it ran at may be gone by the time somebody reads of it.
 */
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
    const answers: string[] = [];
    page.on("response", (response) => answers.push(`${response.status()} ${response.request().method()} ${response.url()}`));
    page.on("requestfailed", (request) => answers.push(`${request.failure()?.errorText} ${request.method()} ${request.url()}`));
    await use(page);
    const { status, expectedStatus, title } = test.info();
    if (status !== expectedStatus) {
      const shown = await page.locator("body").ariaSnapshot({ timeout: 5_000 }).catch(String);
      console.log([`▸ ${title}: ${page.url()}`, ...answers.slice(-15), shown.slice(0, 3_000), ...complaints].join("\n"));
    }
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
