import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { applyFilters, people, rows as accounts, signInTo, test } from "./people.ts";

/** The steps of a page of the guide, each with the words that stand in quotation marks: these are what is on screen. */
function steps(name: string): { sentence: string; words: string[] }[] {
  const text = readFileSync(new URL(`../../docs/guide/${name}.md`, import.meta.url), "utf8");
  return [...text.matchAll(/^\d+\. (.+)$/gm)].map(([, sentence]) => ({ sentence, words: [...sentence.matchAll(/“([^”]+)”/g)].map(([, word]) => word) }));
}

/** Does what a page of the guide says, step by step. */
async function follow(name: string, acts: ((words: string[]) => Promise<void>)[]) {
  const written = steps(name);
  expect(written.length, "a step without a test, or the other way round").toBe(acts.length);
  for (const [at, { sentence, words }] of written.entries()) await test.step(sentence, () => acts[at](words));
}

/** A page of the side bar. */
const open = (page: Page, name: string) => page.locator(".side-bar").getByRole("link", { name, exact: true }).click();
const button = (page: Page, name: string) => page.locator("main").getByRole("button", { name, exact: true });

test("before term: whose identity ends soon", async ({ page, javaScriptEnabled }) => {
  await signInTo(page, people.secretary, "/accounts");
  const name = (words: string[]) => `${words[1]}${javaScriptEnabled ? "" : "（无脚本）"}`;
  await follow("before-term", [
    async ([overview, horizon]) => {
      await open(page, overview);
      await expect(page.getByRole("heading", { name: horizon })).toBeVisible();
      await expect(page.locator("main")).toContainText("此后没有有效身份");
    },
    async ([list, expiry, window]) => {
      await open(page, list);
      if (javaScriptEnabled) await awake(page);
      const choice = page.getByRole("group", { name: expiry }).getByRole("radio", { name: new RegExp(`^${window}`) });
      await choice.check();
      await applyFilters(page);
      await expect(page).toHaveURL(/expires=30d/);
      await expect(page.locator(".chip")).toHaveCount(1);
    },
    async (words) => {
      if (javaScriptEnabled) await awake(page);
      await page.locator(".save-view summary", { hasText: words[0] }).click();
      await page.locator(".save-view input[name=name]").fill(name(words));
      await page.locator(".save-view").getByRole("button", { name: words[0] }).click();
      await expect(page).toHaveURL(/view=\d+/);
    },
    async ([press, purpose]) => {
      await page.locator(".list-actions").getByRole("link", { name: press, exact: true }).click();
      await page.getByLabel("用途").fill(purpose);
      await page.getByLabel("接收方").fill("人力资源处");
      await page.getByRole("radio", { name: /^Excel/ }).check();
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, press).click()]);
      expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
    },
    async ([exports, records]) => {
      await open(page, exports);
      await expect(page.getByRole("region", { name: records }).getByRole("row").filter({ hasText: "到期提醒" }).first()).toContainText("人力资源处");
    },
  ]);
});

test("graduation: accounts that stay valid after their identities", async ({ page }) => {
  await signInTo(page, people.secretary, "/");
  await follow("graduation", [
    async ([attention]) => {
      await open(page, attention);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(attention);
    },
    async ([rule]) => {
      await page.getByRole("link", { name: rule, exact: true }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(rule);
      for (const heading of ["原因", "开始时间", "更正部门"]) await expect(page.getByRole("columnheader", { name: heading })).toBeVisible();
    },
    async ([confirm]) => {
      await page.locator(".row-more summary", { hasText: confirm }).first().click();
      await expect(page.locator(".row-more[open] input[name=note]")).toBeVisible();
    },
    async ([list]) => {
      await page.getByRole("link", { name: list }).click();
      await expect(page).toHaveURL(/\/accounts\?check=/);
    },
  ]);
});

test("leaving: one person before and after", async ({ page, javaScriptEnabled }) => {
  await signInTo(page, people.secretary, "/accounts");
  await follow("leaving", [
    async () => {
      await page.locator("#search").fill("limishu");
      await page.locator("#search").press("Enter");
      if (javaScriptEnabled) await expect(accounts(page)).toHaveCount(1);
      await page.getByRole("link", { name: "李秘书", exact: true }).click();
    },
    async ([identities]) => await expect(page.getByRole("heading", { name: new RegExp(identities) }).first()).toBeVisible(),
    async ([changes]) => await expect(page.locator("main").getByRole("heading", { name: changes, exact: true })).toBeVisible(),
    async ([changes]) => {
      await open(page, changes);
      await expect(page).toHaveURL(/\/changes/);
    },
  ]);
});

test("review: person by person", async ({ page, javaScriptEnabled }) => {
  const name = `指南核查${javaScriptEnabled ? "" : "（无脚本）"}`;
  await signInTo(page, people.administrator, "/");
  const rows = page.locator(".record-table tbody tr");
  await follow("review", [
    async ([list, start]) => {
      await open(page, list);
      await page.goto("/accounts?org=05000&status=冻结");
      await page.getByRole("link", { name: start }).click();
    },
    async ([begin]) => {
      await page.getByLabel("名称").fill(name);
      await page.getByLabel("截止日期").fill(new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10));
      await button(page, begin).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    },
    async ([assign]) => {
      await rows.first().getByRole("textbox").fill("wangyunwei");
      await rows.first().getByRole("button", { name: new RegExp(`^${assign}`) }).click();
      await expect(rows.first()).toContainText("王运维");
    },
    async ([go, present, left, unclear]) => {
      await rows.first().getByRole("link", { name: new RegExp(`^${go}`) }).click();
      for (const word of [present, unclear]) await expect(rows.first().getByRole("button", { name: new RegExp(`^${word}`) })).toBeVisible();
      if (javaScriptEnabled) await awake(page);
      const total = await rows.count();
      await rows.first().getByRole("button", { name: new RegExp(`^${left}`) }).click();
      await expect(rows).toHaveCount(total - 1);
    },
    async (words) => {
      await page.locator("summary", { hasText: /^其余 \d+ 个都标为“在”$/ }).click();
      await page.getByRole("button", { name: words.at(-1), exact: true }).click();
      await expect(page.locator(".empty")).toBeVisible();
      await page.locator(".back-link").click();
    },
    async ([seal]) => {
      await page.getByRole("checkbox", { name: "确认封存" }).check();
      await button(page, seal).click();
      await expect(page.locator(".hash")).toBeVisible();
    },
    async ([take, previous]) => {
      await page.getByLabel("用途").fill("指南");
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, take).click()]);
      expect(download.suggestedFilename()).toMatch(/^核查结果-/);
      await page.goto("/campaigns/new?org=05000&status=冻结");
      await page.getByLabel(previous).selectOption(name);
    },
  ]);
});

test("at the counter", async ({ page, javaScriptEnabled }) => {
  await signInTo(page, people.secretary, "/accounts");
  const field = page.locator(".facts div", { hasText: "手机" });
  await follow("counter", [
    async () => {
      await page.locator("#search").fill("limishu");
      await page.locator("#search").press("Enter");
      if (javaScriptEnabled) await expect(accounts(page)).toHaveCount(1);
    },
    async () => {
      await page.getByRole("link", { name: "李秘书", exact: true }).click();
      await expect(page.locator("main")).toContainText("默认身份");
    },
    async ([reveal, show]) => {
      if (javaScriptEnabled) await awake(page);
      await field.locator("summary", { hasText: reveal }).click();
      await field.getByRole("combobox").selectOption("本人在柜台办理");
      await field.getByRole("button", { name: show }).click();
      await expect(field.locator(".revealed")).toHaveText(/\d{11}/);
    },
    async ([hide]) => {
      await field.getByRole("link", { name: hide }).click();
      await expect(field.locator(".revealed")).toHaveCount(0);
    },
  ]);
});

test("audit: who saw and took what", async ({ page }) => {
  await signInTo(page, people.auditor, "/");
  await follow("audit", [
    async ([audit]) => {
      await open(page, audit);
      await page.getByLabel("操作人").fill("limishu");
      await button(page, "查看").click();
      await expect(page).toHaveURL(/who=limishu/);
    },
    async ([verify]) => {
      await button(page, verify).click();
      await expect(page.getByRole("status").first()).toBeVisible();
    },
    async ([trace]) => {
      await page.getByRole("link", { name: trace }).click();
      await page.getByLabel("文件编号或 SHA-256").fill("AAAAA-AAAAA");
      await button(page, "查询").click();
      await expect(page.getByText("没有这样的导出")).toBeVisible();
    },
    async ([take]) => {
      await page.goto("/admin/audit?who=limishu");
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, take).click()]);
      expect(download.suggestedFilename()).toMatch(/\.csv$/);
    },
  ]);
});
