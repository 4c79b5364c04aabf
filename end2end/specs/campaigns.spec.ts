import { expect, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { people, signInTo, test } from "./people.ts";

async function begin(page: Page, path: string, name: string) {
  await signInTo(page, people.administrator, path);
  await page.locator(".list-more summary").click();
  await page.getByRole("link", { name: "发起核查" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("发起核查");
  await page.getByLabel("名称").fill(name);
  await page.getByLabel("截止日期").fill("2099-01-01");
  await page.getByRole("button", { name: "发起", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("400 天以内");
  await expect(page.getByLabel("名称")).toHaveValue(name);
  await page.getByLabel("截止日期").fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  await page.getByRole("button", { name: "发起", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
}

test("a list is begun, given to the secretary, gone through, and sealed", async ({ page, javaScriptEnabled }) => {
  const name = `在岗核查${javaScriptEnabled ? "" : "无脚本"}`;
  await begin(page, "/accounts?org=03000&org=05000&status=冻结", name);
  const campaign = page.url();
  const part = (organization: string) => page.getByRole("row").filter({ hasText: organization }).first();
  const assignee = part("电子信息与电气工程学院").getByRole("textbox");
  await assignee.fill("nobody-at-all");
  await part("电子信息与电气工程学院").getByRole("button", { name: /^分派/ }).click();
  await expect(page.getByRole("alert")).toContainText("没有该单位的权限");
  await assignee.fill("limishu");
  await part("电子信息与电气工程学院").getByRole("button", { name: /^分派/ }).click();
  await expect(part("电子信息与电气工程学院")).toContainText("李秘书（limishu）");

  await page.context().clearCookies();
  await signInTo(page, people.secretary, "/");
  await page.getByRole("region", { name: "待我核查" }).getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("link", { name: /^去核查：电子/ }).click();
  await expect(page).toHaveURL(/show=open/);
  if (javaScriptEnabled) await awake(page);
  const rows = page.locator(".record-table tbody tr");
  const first = await rows.first().getByRole("link").first().textContent();
  const total = await rows.count();
  const left = rows.first().getByRole("button", { name: /^已离开/ });
  await rows.first().getByRole("textbox").fill("回电 13812345678");
  await left.click();
  await expect(rows.first().getByRole("alert")).toContainText("没有保存");
  await expect(rows.first().getByRole("textbox")).toHaveValue("回电 13812345678");
  if (javaScriptEnabled) await awake(page);
  await rows.first().getByRole("textbox").fill("已调离");
  await left.click();
  await expect(left).toHaveAttribute("aria-pressed", "true");
  // The second click of a double click meets the same person.
  const { x, y, width, height } = (await left.boundingBox())!;
  await page.mouse.click(x + width / 2, y + height / 2);
  await expect(page.locator(".page-head .total")).toContainText(`1 / ${total}`);
  await expect(rows).toHaveCount(total);
  if (javaScriptEnabled) {
    // What is typed is kept when the field is left.
    await awake(page);
    await rows.nth(1).getByRole("textbox").fill("在外地");
    const kept = page.waitForResponse((response) => new URLSearchParams(response.request().postData() ?? "").get("note") === "在外地");
    await rows.nth(2).getByRole("link").first().focus();
    await kept;
    await page.reload();
    await expect(rows.nth(1).getByRole("textbox")).toHaveValue("在外地");
    await rows.nth(1).getByRole("button", { name: /^在/ }).click();
    await expect(rows.nth(1).getByRole("button", { name: /^在/ })).toHaveAttribute("aria-pressed", "true");
  }
  await page.locator("summary", { hasText: /^其余 \d+ 个都标为“在”$/ }).click();
  await page.getByRole("button", { name: "确定", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "已全部核查" })).toBeVisible();
  await page.getByRole("link", { name: "已离开", exact: true }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(first!);
  await expect(rows.getByRole("textbox")).toHaveValue("已调离");
  await expect(rows.getByRole("button", { name: /^已离开/ })).toHaveAttribute("aria-pressed", "true");
  if (javaScriptEnabled) await awake(page);
  await rows.getByRole("button", { name: /^撤销/ }).click();
  await expect(rows.filter({ hasText: first! }).getByRole("button", { name: /^已离开/ })).toHaveAttribute("aria-pressed", "false");

  await page.context().clearCookies();
  await signInTo(page, people.administrator, new URL(campaign).pathname);
  await expect(part("电子信息与电气工程学院")).toContainText(`在 ${total - 1} · 未核查 1`);
  await page.getByRole("checkbox", { name: /仍然封存/ }).check();
  await page.getByRole("button", { name: "封存结果" }).click();
  await expect(page.locator(".hash")).toHaveText(/^[0-9a-f]{64}$/);
  await expect(page.locator(".closing")).toContainText("与封存时一致");
  await expect(page.getByRole("button", { name: /^分派/ })).toHaveCount(0);
  await page.getByLabel("用途").fill("年末核查");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出结果" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^核查结果-/);
});

test("a list that is not sealed can be given up", async ({ page, javaScriptEnabled }) => {
  const name = `取消${javaScriptEnabled ? "" : "无脚本"}`;
  await begin(page, "/accounts?org=03000&status=过期", name);
  await page.locator("summary", { hasText: "取消核查" }).click();
  await page.getByRole("button", { name: "确定取消并删除" }).click();
  await expect(page).toHaveURL(/\/campaigns$/);
  await expect(page.getByRole("link", { name, exact: true })).toHaveCount(0);
});
