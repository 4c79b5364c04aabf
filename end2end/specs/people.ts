import { expect, type Page } from "@playwright/test";

export const people = {
  administrator: { account: "wangyunwei", name: "王运维" },
  secretary: { account: "limishu", name: "李秘书" },
  auditor: { account: "zhaoshenji", name: "赵审计" },
  faculty: { account: "chenlaoshi", name: "陈老师" },
  student: { account: "sunxiaoming", name: "孙晓明" },
  group: { account: "nic-service", name: "网络信息中心服务台" },
} as const;

export type Person = (typeof people)[keyof typeof people];

/** Goes from the sign-in page through jAccount's page and back. */
export async function signIn(page: Page, person: Person, path = "/login") {
  await page.goto(path);
  await page.locator('form[action="/auth/login"] button').click();
  await page.locator(`button[value="${person.account}"]`).click();
}

/** Signs in and waits for the list. */
export async function signInTo(page: Page, person: Person, path = "/accounts") {
  await signIn(page, person, path);
  await expect(page.locator("main h1")).toBeVisible();
}

/** Until the islands of the page have woken; without script there is nothing to wait for. */
export async function awake(page: Page, javaScriptEnabled: boolean | undefined) {
  if (javaScriptEnabled) {
    await page.waitForFunction(() => [...document.querySelectorAll("leptos-island")].every((island) => "$$hydrated" in island || island.childElementCount >= 0));
  }
}
