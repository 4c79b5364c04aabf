import { expect, type Page } from "@playwright/test";
import { byKeys, byMouse, type Hand } from "./hands.ts";
import { awake } from "./islands.ts";
import { applyFilters, people, rows, signIn, signInTo, test } from "./people.ts";

interface Worker {
  page: Page;
  hand: Hand;
  hasScript: boolean;
  /** Of a name that nobody else uses. */
  mark: string;
}

const nav = (page: Page, name: string) => page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name, exact: true });

/** With script, what is done on the list loads no page. */
async function inPlace({ page, hasScript }: Worker, work: () => Promise<void>) {
  if (hasScript) await awake(page);
  let loads = 0;
  page.on("request", (request) => (loads += Number(request.isNavigationRequest())));
  await work();
  if (hasScript) expect(loads).toBe(0);
}

/** What people come to do, as each of them. */
const tasks: [string, (worker: Worker) => Promise<void>][] = [
  [
    "the secretary looks somebody up at the counter and reads their telephone number",
    async (worker) => {
      const { page, hand } = worker;
      await signInTo(page, people.secretary);
      await inPlace(worker, async () => {
        await hand.type(page.locator("#search"), "limishu");
        await page.keyboard.press("Enter");
        await expect(rows(page)).toHaveCount(1);
      });
      await hand.press(page.getByRole("link", { name: "李秘书", exact: true }));
      const field = page.locator(".facts div", { hasText: "手机" });
      await hand.press(field.locator("summary"));
      await hand.choose(field.getByRole("combobox"), "本人在柜台办理");
      await hand.press(field.getByRole("button", { name: "显示 60 秒" }));
      await expect(field.locator(".revealed")).toHaveText(/\d{11}/);
    },
  ],
  [
    "the secretary lists whose identity ends within 90 days, and exports the list",
    async (worker) => {
      const { page, hand } = worker;
      await signInTo(page, people.secretary);
      await inPlace(worker, async () => {
        await hand.press(page.locator('.facets input[name="status"]').first());
        await hand.press(page.locator('.facets input[name="expires"][value="90d"]'));
        await applyFilters(page);
        await expect(page.locator(".chip")).toHaveCount(2);
      });
      await hand.press(page.locator(".list-actions").getByRole("link", { name: "导出" }));
      await hand.type(page.locator("input[name=purpose]"), "到期提醒");
      const file = page.waitForEvent("download");
      await hand.press(page.locator("main").getByRole("button", { name: "导出", exact: true }));
      expect((await file).suggestedFilename()).toMatch(/\.xlsx$/);
    },
  ],
  [
    "the operator finds out why somebody cannot sign in",
    async ({ page, hand }) => {
      await signInTo(page, people.administrator, "/changes");
      await hand.type(page.locator("#search"), "sunxiaoming");
      await page.keyboard.press("Enter");
      await hand.press(page.locator('a.row-link[data-row="sunxiaoming"]'));
      await expect(page.locator("main")).toContainText("正常");
      await expect(page.getByRole("heading", { name: /^身份/ })).toBeVisible();
      await expect(page.getByRole("heading", { name: "变化" })).toBeVisible();
    },
  ],
  [
    "the operator compares a list with the accounts",
    async ({ page, hand }) => {
      await signInTo(page, people.administrator, "/changes");
      await hand.press(nav(page, "核对名单"));
      await hand.type(page.getByLabel("粘贴名单"), "账号\nlimishu\nnobody-at-all");
      await hand.press(page.getByRole("button", { name: "核对", exact: true }));
      await hand.press(page.getByRole("link", { name: /^没有找到/ }));
      await expect(page.locator(".record-table tbody tr")).toHaveCount(1);
    },
  ],
  [
    "the operator sees what changed",
    async ({ page, hand }) => {
      await signInTo(page, people.administrator);
      await hand.press(nav(page, "变化"));
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("变化");
    },
  ],
  [
    "the auditor sees who looked at whom",
    async ({ page, hand }) => {
      await signInTo(page, people.auditor, "/accounts/limishu");
      await hand.press(nav(page, "审计"));
      await hand.type(page.getByLabel("账号", { exact: true }), "limishu");
      await hand.press(page.locator("main").getByRole("button", { name: "查看", exact: true }));
      await expect(page.locator(".record-table tbody tr").first()).toContainText("limishu");
    },
  ],
  [
    "the administrator gives somebody access and takes it away",
    async ({ page, hand, mark }) => {
      await signInTo(page, people.administrator);
      await hand.press(nav(page, "授权"));
      await hand.press(page.locator(".grant-form > summary"));
      await hand.type(page.getByLabel("jAccount 账号").first(), mark);
      await hand.press(page.getByLabel("全校"));
      const give = page.getByRole("button", { name: "授予", exact: true });
      await hand.press(give);
      await hand.press(page.getByLabel("仍要授予"));
      await hand.press(give);
      await hand.press(page.getByRole("button", { name: "确认授予" }));
      const row = page.locator(".grant-table tbody tr:not(.idle)", { hasText: mark });
      await hand.press(row.locator("summary", { hasText: "撤销" }));
      await hand.press(row.getByRole("button", { name: "确认撤销" }));
      await expect(row).toHaveCount(0);
    },
  ],
  [
    "the administrator asks for a sync",
    async ({ page, hand }) => {
      await signInTo(page, people.administrator);
      await hand.press(nav(page, "数据同步"));
      await hand.press(page.getByRole("button", { name: "立即增量同步" }));
      await expect(page.locator("main")).toContainText(/已安排|空闲|正在/);
    },
  ],
  [
    "whoever has no access is told whom to ask, and leaves",
    async ({ page, hand }) => {
      await signIn(page, people.faculty);
      await hand.press(page.getByRole("button", { name: /退出 jAccount/ }));
      await expect(page).not.toHaveURL(/\/auth\/refused/);
    },
  ],
];

for (const [task, work] of tasks) {
  for (const way of ["mouse", "keys"] as const) {
    test(`${task}: by ${way}`, async ({ page, javaScriptEnabled }) => {
      const hasScript = javaScriptEnabled !== false;
      const mark = `colleague-by-${way}-${hasScript ? "with" : "without"}-script`;
      await work({ page, hand: way === "mouse" ? byMouse : byKeys(page, hasScript), hasScript, mark });
    });
  }
}
