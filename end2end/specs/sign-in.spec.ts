import { expect } from "@playwright/test";
import { people, rows, signIn, signInTo, test } from "./people.ts";

for (const role of ["administrator", "secretary", "auditor"] as const) {
  test(`the ${role} signs in and sees the list`, async ({ page }) => {
    await signInTo(page, people[role]);
    await expect(page).toHaveURL("/accounts");
    await expect(rows(page)).toHaveCount(50);
    const scope = role === "secretary" ? "电子信息与电气工程学院" : "全部单位";
    await expect(page.locator(".side-bar-scope")).toContainText(scope);
  });
}

for (const role of ["faculty", "student", "group"] as const) {
  test(`the ${role} is told politely whom to ask`, async ({ page }) => {
    await signIn(page, people[role]);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("你还没有使用权限");
    await expect(page.locator("main")).toContainText(people[role].account);
    await expect(page.locator("main")).toContainText("网络信息中心");
    await page.goto("/accounts");
    await expect(page).toHaveURL(/\/login\?return_to=/);
  });
}

test("who is refused can leave jAccount and come in as someone else", async ({ page }) => {
  await signIn(page, people.student);
  await page.getByRole("button", { name: "退出 jAccount 并换一个账号" }).click();
  await expect(page).toHaveURL(/\/login/);
  await signInTo(page, people.secretary);
});

test("signing out ends the session, and the next person is asked who they are", async ({ page }) => {
  await signInTo(page, people.administrator);
  await page.locator(".user-menu summary").click();
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByRole("status")).toHaveText("你已退出登录。");
  await page.goto("/accounts");
  await expect(page).toHaveURL(/\/login/);
  await signInTo(page, people.auditor);
});

test("a session that ended leads to the sign-in and back to the same question", async ({ page, context }) => {
  await signInTo(page, people.administrator);
  await page.goto("/accounts?org=40100&status=正常");
  const here = page.url();
  await context.addCookies([{ name: "session", value: "of-yesterday", url: process.env.BASE_URL! }]);
  await page.reload();
  await expect(page.getByRole("status")).toContainText("登录已失效");
  await page.getByRole("button", { name: "使用 jAccount 登录" }).click();
  await expect(page).toHaveURL(here);
  await expect(page.locator(".chip")).toHaveCount(2);
});

test("refusing at jAccount is answered kindly, and the wanted page is not forgotten", async ({ page }) => {
  await page.goto("/accounts?org=40100");
  await page.getByRole("button", { name: "使用 jAccount 登录" }).click();
  await page.locator('button[name="deny"]').click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("你没有同意授权");
  await page.getByRole("link", { name: "重新登录" }).click();
  await page.getByRole("button", { name: "使用 jAccount 登录" }).click();
  await page.locator(`button[value="${people.administrator.account}"]`).click();
  await expect(page).toHaveURL("/accounts?org=40100");
});

test("who is refused can read it in the other language", async ({ page }) => {
  await signIn(page, people.faculty);
  await page.getByRole("button", { name: "Switch to English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You have no access yet");
  await expect(page.locator("main")).toContainText(people.faculty.account);
});
