import { expect, type Page, type Response } from "@playwright/test";
import { awake } from "./islands.ts";
import { people, rows, signInTo, test } from "./people.ts";

const tell = (event: unknown) =>
  fetch(`${process.env.SANDBOX_URL}/sandbox/accounts`, { method: "POST", body: JSON.stringify(event), headers: { "content-type": "application/json" } });

async function save(page: Page, question: string, name: string) {
  await page.goto(question);
  await page.locator(".save-view summary").click();
  await page.locator(".save-view input[name=name]").fill(name);
  await page.locator(".save-view form button").click();
  await expect(page.locator(".view-head h2")).toContainText(name);
}

const row = (page: Page, name: string) => page.locator(".record-table tbody tr", { hasText: name });

test("a question is saved, pinned, ordered, shared, copied, deleted and brought back", async ({ page, browser, javaScriptEnabled, baseURL }) => {
  const mark = javaScriptEnabled ? "有脚本" : "无脚本";
  await signInTo(page, people.administrator);
  await save(page, "/accounts?status=冻结&sort=-expiry", `${mark}/冻结`);
  await save(page, "/accounts?style=student", `${mark}/学生`);
  await page.locator(".save-view summary").click();
  await page.locator(".save-view input[name=name]").fill(`${mark}/冻结`);
  await page.locator(".save-view form button").click();
  await expect(page.getByRole("alert")).toContainText("你已有名为");

  await page.goto("/views");
  for (const name of ["冻结", "学生"]) {
    await row(page, `${mark} / ${name}`).getByRole("button", { name: "固定", exact: true }).click();
    await expect(page.locator(`.pin[title="${mark}/${name}"]`)).toBeVisible();
  }
  const order = () => page.locator(`.pin[title^="${mark}/"] .pin-name`).allTextContents();
  await expect.poll(order).toEqual(["冻结", "学生"]);
  // Other tests pin views of the same person meanwhile, which may stand in between.
  await expect(async () => {
    await row(page, `${mark} / 学生`).getByRole("button", { name: "上移" }).click();
    expect(await order()).toEqual(["学生", "冻结"]);
  }).toPass();
  await expect(page.locator(".pins .count").first()).toHaveText(/\d/);

  const shared = row(page, `${mark} / 冻结`);
  await shared.locator("summary").click();
  await shared.getByLabel("共享给").selectOption("everyone");
  await shared.getByRole("button", { name: "保存共享设置" }).click();
  // The form of the row names all whom a view can be shared with.
  await expect(row(page, `${mark} / 冻结`).locator('[data-label="共享"]')).toHaveText("所有人");
  const other = await browser.newContext({ baseURL, javaScriptEnabled, locale: "zh-CN" });
  const secretary = await other.newPage();
  await signInTo(secretary, people.secretary, "/views");
  await expect(row(secretary, `${mark} / 冻结`)).toContainText("wangyunwei 的视图");
  await row(secretary, `${mark} / 冻结`).locator("summary").click();
  await row(secretary, `${mark} / 冻结`).getByRole("button", { name: "复制" }).click();
  await expect(row(secretary, `${mark} / 冻结 2`).locator('[data-label="共享"]')).toHaveText("仅自己");
  await other.close();

  await row(page, `${mark} / 学生`).locator("summary").click();
  await row(page, `${mark} / 学生`).getByRole("button", { name: "删除" }).click();
  await row(page, `${mark} / 学生`).getByRole("button", { name: "恢复" }).click();
  await expect(row(page, `${mark} / 学生`).getByRole("link")).toBeVisible();
});

test("pins are put in order by dragging and by keys", async ({ page, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "without script, there are buttons");
  await signInTo(page, people.auditor);
  for (const name of ["甲", "乙", "丙"]) await save(page, "/accounts?status=正常", `次序/${name}`);
  await page.goto("/views");
  for (const name of ["甲", "乙", "丙"]) {
    await row(page, `次序 / ${name}`).getByRole("button", { name: "固定", exact: true }).click();
    await expect(page.locator(`.pin[title="次序/${name}"]`)).toBeVisible();
  }
  // Other tests pin views of the same person meanwhile.
  const pins = page.locator('.pin[title^="次序/"]');
  const order = (expected: string[]) => expect(pins.locator(".pin-name")).toHaveText(expected);
  const kept = async (expected: string[], change: () => Promise<void>) => {
    const told = page.waitForResponse(/\/api\/views\/order$/);
    await change();
    expect((await told).status()).toBe(200);
    await order(expected);
    await page.reload();
    await order(expected);
    await awake(page);
  };
  await order(["甲", "乙", "丙"]);
  await awake(page);
  await kept(["丙", "甲", "乙"], () => pins.nth(2).dragTo(pins.nth(0), { targetPosition: { x: 20, y: 4 } }));
  await expect(async () => {
    await pins.nth(0).focus();
    await page.keyboard.press("Alt+ArrowDown");
    await expect(pins.locator(".pin-name")).toHaveText(["甲", "丙", "乙"], { timeout: 500 });
  }).toPass();
  await expect(async () => {
    await page.reload();
    await expect(pins.locator(".pin-name")).toHaveText(["甲", "丙", "乙"], { timeout: 500 });
  }).toPass();
  await awake(page);
  await pins.nth(2).dragTo(page.locator("h1"));
  await order(["甲", "丙", "乙"]);
});

test("a pin is drawn whatever the number of its view is", async ({ page, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "without script, the browser draws the page");
  await signInTo(page, people.secretary);
  await save(page, "/accounts?status=正常", "编号/甲");
  await page.goto("/views");
  await awake(page);
  await row(page, "编号 / 甲").getByRole("button", { name: "固定", exact: true }).click();
  await expect(page.locator('.pin[title="编号/甲"]')).toBeVisible();
  // The browser knows kinds of nodes by such small numbers too.
  const numbers = Array.from({ length: 12 }, (_, at) => at + 1);
  await page.route(/\/views\/\d+$/, async (route) => {
    const answer = await route.fetch();
    const pins = numbers.map((number) => `<li data-drag="${number}" data-key="${number}"><a class="pin" href="/views/${number}">${number}</a></li>`);
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/(<section class="pins">.*?<ul>).*?(?=<\/ul>)/s, `$1${pins.join("")}`) });
  });
  await row(page, "编号 / 甲").getByRole("button", { name: "上移" }).click();
  for (const number of numbers) await expect(page.locator(`.pins li[data-drag="${number}"]`)).toHaveText(`${number}`);
});

test("a view shows who joined and who left", async ({ page, javaScriptEnabled }) => {
  // Another one each time: a second try is a first visit as well.
  const mark = `${javaScriptEnabled ? "变化甲" : "变化乙"}${Date.now() % 100_000}`;
  const account = javaScriptEnabled ? "nic-service" : "sunxiaoming";
  await signInTo(page, people.administrator);
  await save(page, `/accounts?only=${account}&status=正常`, mark);
  // What one picked by hand is no question: the view holds everyone of this status.
  await expect(page.locator(".view-head")).toContainText("第一次查看");
  await tell({ change: { account, status: "冻结" } });
  try {
    await page.goto("/admin/sync");
    // The order has to have arrived before the page is left.
    const isOrder = (response: Response) => response.request().method() === "POST" && response.url().endsWith("/admin/sync");
    const ordered = page.waitForResponse(isOrder);
    await page.getByRole("button", { name: "立即增量同步" }).click();
    await ordered;
    await page.goto("/views");
    await row(page, mark).getByRole("button", { name: "固定", exact: true }).click();
    await expect(row(page, mark).getByRole("button", { name: "取消固定" })).toBeVisible();
    await expect(async () => {
      await page.reload();
      await expect(page.locator(".pins li", { hasText: mark }).locator(".delta-count")).toContainText("−1", { timeout: 1_000 });
    }).toPass({ timeout: 60_000 });
  } finally {
    await tell({ change: { account, status: "正常" } });
  }
});

test("columns, room between rows and rows of a page are remembered, and stand in no address", async ({ page }) => {
  await signInTo(page, people.auditor, "/accounts?org=03000");
  const choose = async (apply: () => Promise<void>) => {
    await page.locator(".display-options summary").click();
    await apply();
    await page.locator(".display-options").getByRole("button", { name: "应用" }).click();
    await expect(page).toHaveURL("/accounts?org=03000");
  };
  // The test with script and the one without are the same person's.
  await choose(async () => {
    await page.locator(".display-options").getByRole("checkbox", { name: "学工号" }).uncheck();
    await page.locator(".display-options").getByLabel("紧凑").check();
  });
  await expect(page.locator(".account-table.compact")).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "学工号" })).toHaveCount(0);
  await page.goto("/accounts?status=正常");
  await expect(page.locator(".account-table.compact")).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "学工号" })).toHaveCount(0);
  // What an address says goes before.
  await page.goto("/accounts?cols=name,number");
  await expect(page.getByRole("columnheader", { name: "学工号" })).toBeVisible();
  await page.goto("/accounts?org=03000");
  await choose(async () => {
    await page.locator(".display-options").getByRole("checkbox", { name: "学工号" }).check();
    await page.locator(".display-options").getByLabel("宽松").check();
  });
});

test("rows picked by hand", async ({ page }) => {
  await signInTo(page, people.administrator, "/accounts?org=03000");
  const names = await rows(page).locator(".row-link").allTextContents();
  await expect(page.getByRole("button", { name: "只看这些" })).toBeHidden();
  await page.locator("tbody .cell-tick input").nth(0).check();
  await page.locator("tbody .cell-tick input").nth(2).check();
  await expect(page.getByRole("button", { name: "只看这些" })).toBeInViewport();
  await page.getByRole("button", { name: "只看这些" }).click();
  await expect(rows(page)).toHaveCount(2);
  expect(await rows(page).locator(".row-link").allTextContents()).toEqual([names[0], names[2]]);
  await expect(page.locator(".chip", { hasText: "所选的 2 个账号" })).toBeVisible();
  await page.locator("tbody .cell-tick input").nth(1).check();
  await page.getByRole("button", { name: "导出这些" }).click();
  await expect(page.locator(".facts")).toContainText("1 行");
});

test("a small export comes at once, a large one with its progress", async ({ page }) => {
  await signInTo(page, people.secretary, "/accounts?status=正常");
  await page.getByRole("link", { name: "导出", exact: true }).last().click();
  await page.getByRole("radio", { name: /^CSV/ }).check();
  await page.getByLabel("用途").fill("名单核对");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出", exact: true }).click()]);
  expect(download.suggestedFilename()).toMatch(/^账号-\d{8}-\d{4}-[A-Z2-7]{5}-[A-Z2-7]{5}\.csv$/);

  await page.goto("/export");
  await page.getByLabel("用途").fill("名单核对");
  for (const box of await page.locator(".column-choices input").all()) await box.uncheck();
  await page.getByRole("button", { name: "导出", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("至少选择一列");
});

test("large exports are made one after the other, and can be downloaded and deleted", async ({ page }) => {
  await signInTo(page, people.administrator);
  for (let turn = 0; turn < 3; turn += 1) {
    await page.goto(`/export?sort=-account`);
    await page.getByRole("radio", { name: /^CSV/ }).check();
    await page.locator("input[name=title]").fill(`大${turn}`);
    await page.getByLabel("用途").fill("名单核对");
    await page.getByRole("button", { name: "导出", exact: true }).click();
    await expect(page).toHaveURL(/\/exports$/);
  }
  const job = (name: string) => page.locator(".record-table tbody tr", { hasText: name }).first();
  await expect(async () => {
    await page.goto("/exports");
    for (const name of ["大0", "大2"]) {
      await expect(job(name).getByRole("link", { name: "下载" })).toBeVisible({ timeout: 500 });
    }
  }).toPass({ timeout: 20_000 });
  await expect(job("大0")).toContainText("SHA-256");
  const [download] = await Promise.all([page.waitForEvent("download"), job("大0").getByRole("link", { name: "下载" }).click()]);
  expect(download.suggestedFilename()).toContain("大0-");
  for (const name of ["大2", "大0"]) {
    await job(name).getByRole("button", { name: "删除" }).click();
    await expect(page.locator(".record-table tbody tr", { hasText: name })).toHaveCount(0);
  }
});

test("a view of one's own is subscribed to, and its feed ends with the subscription", async ({ page, request, javaScriptEnabled }) => {
  const name = `每周看看${javaScriptEnabled ? "" : "无脚本"}`;
  await signInTo(page, people.secretary, "/accounts?status=冻结");
  await page.locator(".save-view summary").click();
  await page.locator(".save-view input[name=name]").fill(name);
  await page.locator(".save-view form button").click();
  await page.goto("/views");
  const row = page.locator(".record-table tbody tr").filter({ hasText: name }).first();
  const form = row.locator(".digest-form");
  await row.locator(".row-more summary").click();
  await form.getByRole("checkbox", { name: /订阅网址/ }).uncheck();
  await form.getByRole("button", { name: "保存订阅" }).click();
  await expect(page.getByRole("alert")).toContainText("至少选一种方式");
  await row.locator(".row-more summary").click();
  await form.getByRole("checkbox", { name: /订阅网址/ }).check();
  await form.getByRole("combobox").selectOption("每周一");
  await form.getByRole("button", { name: "保存订阅" }).click();
  const url = /http\S+\/feeds\/[\w-]+/.exec((await page.getByRole("status").filter({ hasText: "/feeds/" }).textContent())!)![0];
  await expect(row).toContainText("已订阅");
  const feed = await request.get(url);
  expect(feed.headers()["content-type"]).toContain("application/atom+xml");
  expect(await feed.text()).toContain(`<title>视图“${name}”的变化</title>`);
  await row.locator(".row-more summary").click();
  await form.getByRole("button", { name: "退订" }).click();
  await expect(page.getByRole("status").filter({ hasText: "已退订" })).toBeVisible();
  expect((await request.get(url)).status()).toBe(404);
});
