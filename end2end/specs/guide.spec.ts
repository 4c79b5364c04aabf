import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { people, rows as accounts, signInTo, test } from "./people.ts";

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
    async ([term, apart]) => {
      const table = page.locator(".figure-table", { has: page.getByRole("columnheader", { name: "学期" }) });
      await expect(table.getByRole("columnheader").last()).toHaveText(apart);
      await table.getByRole("row").filter({ hasText: term }).getByRole("link").last().click();
      await expect(page).toHaveURL(/holds-last=yes/);
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
    async ([take]) => {
      const form = page.locator(".attention-export");
      await form.locator("summary", { hasText: take }).click();
      await form.getByLabel("用途").fill("毕业离校");
      await form.getByLabel("接收方").fill("研究生院");
      await form.locator("select[name=format]").selectOption("csv");
      const [download] = await Promise.all([page.waitForEvent("download"), form.getByRole("button", { name: take }).click()]);
      expect(download.suggestedFilename()).toMatch(/^待核实-/);
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
    async ([list, more, start]) => {
      await open(page, list);
      await page.goto("/accounts?org=05000&status=冻结");
      await page.locator(".list-more summary", { hasText: more }).click();
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
      await rows.first().getByRole("button", { name: new RegExp(`^${left}`) }).click();
      await expect(rows.first().getByRole("button", { name: new RegExp(`^${left}`) })).toHaveAttribute("aria-pressed", "true");
    },
    async (words) => {
      await page.locator("summary", { hasText: /^其余 \d+ 个都标为“在”$/ }).click();
      await page.getByRole("button", { name: words.at(-1), exact: true }).click();
      await expect(page.getByRole("status").filter({ hasText: "已全部核查" })).toBeVisible();
      await page.locator(".back-link").click();
    },
    async ([sure, seal]) => {
      await page.getByRole("checkbox", { name: sure }).check();
      await button(page, seal).click();
      await expect(page.locator(".hash")).toBeVisible();
    },
    async ([take, next]) => {
      await page.getByLabel("用途").fill("指南");
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, take).click()]);
      expect(download.suggestedFilename()).toMatch(/^核查结果-/);
      await page.getByRole("link", { name: next }).click();
      await expect(page.getByLabel("上一轮").locator("option:checked")).toHaveText(name);
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
      await field.getByRole("button", { name: hide }).click();
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
      await page.getByLabel("文件编号、文件名或 SHA-256").fill("AAAAA-AAAAA");
      await button(page, "查询").click();
      await expect(page.getByText("没有这样的导出")).toBeVisible();
    },
    async ([take]) => {
      await page.goto("/admin/audit?who=limishu");
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, take).click()]);
      expect(download.suggestedFilename()).toMatch(/\.csv$/);
    },
    async ([viewers]) => {
      await page.goto("/accounts/limishu");
      await expect(page.getByRole("heading", { name: viewers })).toBeVisible();
    },
    async ([by, ...refusals]) => {
      await page.goto("/admin/audit");
      const actions = page.locator("label", { hasText: by }).locator("option");
      for (const refusal of refusals.slice(0, -1)) await expect(actions.filter({ hasText: refusal })).toHaveCount(1);
    },
    async ([grants]) => {
      await expect(page.locator(".side-bar").getByRole("link", { name: grants, exact: true })).toHaveCount(0);
      await page.goto("/admin/audit?action=granted");
      await expect(page.locator("select[name=action]")).toHaveValue("granted");
    },
    async ([reviews]) => {
      await open(page, reviews);
      await expect(page.getByRole("heading", { level: 1 })).toContainText(reviews);
    },
  ]);
});

test("cannot sign in: why, and whom to ask", async ({ page, javaScriptEnabled }) => {
  await signInTo(page, people.administrator, "/accounts?check=expired-valid");
  const account = await accounts(page).first().locator(".cell-account").innerText();
  await follow("sign-in", [
    async () => {
      await page.goto("/accounts");
      await page.locator("#search").fill(account);
      await page.locator("#search").press("Enter");
      if (javaScriptEnabled) await expect(accounts(page)).toHaveCount(1);
      await accounts(page).first().getByRole("link").first().click();
    },
    async () => await expect(page.locator(".account-head")).toContainText("过期"),
    async ([checks]) => {
      const rules = page.locator(".panel", { has: page.getByRole("heading", { name: checks }) });
      for (const told of ["有身份有效至", "开始时间", "更正部门"]) await expect(rules).toContainText(told);
    },
    async ([changes]) => await expect(page.locator("main").getByRole("heading", { name: changes, exact: true })).toBeVisible(),
    async ([refresh]) => {
      if (javaScriptEnabled) await awake(page);
      await button(page, refresh).click();
      await expect(page.getByRole("status").filter({ hasText: "重新读取" })).toBeVisible();
    },
  ]);
});

test("a list is compared with the accounts", async ({ page }) => {
  await signInTo(page, people.administrator, "/");
  const lines = page.locator(".record-table tbody tr");
  await follow("roster", [
    async ([roster, compare]) => {
      await open(page, roster);
      await page.getByLabel("粘贴名单").fill("学号,姓名\n,王伟\n60002,别人\n99999999999,没有此人\n");
      await button(page, compare).click();
    },
    async ([read, none, again]) => {
      await expect(page.getByRole("region", { name: read })).toContainText("标题在第 1 行");
      await expect(page.getByLabel("标题行")).toContainText(none);
      await expect(button(page, again)).toBeVisible();
    },
    async ([several, choose]) => {
      await page.getByRole("link", { name: new RegExp(`^${several}`) }).click();
      await lines.first().getByRole("button", { name: new RegExp(`^${choose}`) }).first().click();
      await page.getByRole("link", { name: /^找到/ }).click();
      await expect(lines.first()).toContainText("人工选定");
      await button(page, "重新核对").click();
      await page.getByRole("link", { name: /^找到/ }).click();
      await expect(lines.first()).toContainText("人工选定");
    },
    async ([missing]) => {
      await page.getByRole("link", { name: new RegExp(`^${missing}`) }).click();
      await expect(lines).toHaveCount(1);
    },
    async ([take]) => {
      await page.getByLabel("用途").fill("名单核对");
      await expect(button(page, `${take}：没有找到，1 行`)).toBeVisible();
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, `${take}：没有找到，1 行`).click()]);
      expect(download.suggestedFilename()).toMatch(/^核对结果-/);
    },
    async ([absent]) => {
      await page.getByRole("link", { name: absent }).click();
      await expect(page.getByRole("heading", { name: "不在名单上的人" })).toBeVisible();
    },
  ]);
});

test("a view tells who joined and who left", async ({ page, javaScriptEnabled }) => {
  const name = `指南视图${javaScriptEnabled ? "" : "（无脚本）"}`;
  await signInTo(page, people.auditor, "/");
  await follow("views", [
    async ([list, save]) => {
      await open(page, list);
      await page.goto("/accounts?status=冻结&org=05000");
      if (javaScriptEnabled) await awake(page);
      await page.locator(".save-view summary", { hasText: save }).click();
      await page.locator(".save-view input[name=name]").fill(name);
      await page.locator(".save-view").getByRole("button", { name: save }).click();
      await expect(page).toHaveURL(/view=\d+/);
    },
    async ([views, pin]) => {
      await open(page, views);
      if (javaScriptEnabled) await awake(page);
      await page.getByRole("row").filter({ hasText: name }).getByRole("button", { name: new RegExp(`^${pin}`) }).click();
      await expect(page.locator(".side-bar").getByRole("link", { name: new RegExp(name.replace(/[（）]/g, ".")) })).toBeVisible();
    },
    async () => {
      await page.locator(".side-bar").getByRole("link", { name: new RegExp(name.replace(/[（）]/g, ".")) }).click();
      await expect(page.locator(".view-head h2")).toContainText(name);
    },
    async ([more, compare, show]) => {
      await page.locator(".list-more summary", { hasText: more }).click();
      await page.getByRole("link", { name: compare }).click();
      await expect(button(page, show)).toBeVisible();
    },
  ]);
});
