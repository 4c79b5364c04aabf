import { expect, type Page } from "@playwright/test";
import { awake } from "./islands.ts";
import { hasScript, people, rows, signInTo, test } from "./people.ts";

const number = (text: string) => Number(text.replace(/\D/g, ""));
const rule = (page: Page, name: string) => page.locator("tr").filter({ has: page.getByRole("link", { name, exact: true }) });

test("each rule says how many accounts it strikes, and leads to them and to their list", async ({ page }) => {
  await signInTo(page, people.secretary, "/attention");
  await expect(page.locator(".attention h2")).toHaveText(["数据矛盾", "可能有误", "即将到期"]);
  // Other tests change accounts meanwhile: then it is asked again.
  await expect(async () => {
    await page.goto("/attention");
    const row = rule(page, "身份有效，账号已冻结");
    const counted = number(await row.locator(".count").innerText());
    expect(counted).toBeGreaterThan(0);
    await row.getByRole("link").first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("身份有效，账号已冻结");
    expect(number(await page.locator(".total").innerText())).toBe(counted);
    await page.getByRole("link", { name: "在账号列表中打开" }).click();
    await expect(page.locator(".chip")).toContainText("身份有效，账号已冻结");
    await expect(page.locator(".list-status .total")).toContainText(`${counted} 个账号`, { timeout: 2_000 });
  }).toPass();
  await expect(rows(page).first()).toContainText("冻结");
});

test("an account is marked as correct with a note, and listed again", async ({ page }) => {
  await signInTo(page, people.administrator, "/attention?check=date-unknown");
  if (hasScript()) await awake(page);
  const row = page.locator(".record-table tbody tr").nth(hasScript() ? 0 : 1);
  const account = (await row.locator("small").first().innerText()).trim();
  const of = (name: string) => page.locator(`tr[data-key="${name}"]`);
  await of(account).getByText("确认无误").first().click();
  await of(account).getByLabel("说明").fill("990001199001010017");
  await of(account).getByRole("button", { name: "确认无误" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "没有确认" })).toBeVisible();
  await expect(of(account).getByLabel("说明")).toHaveValue("990001199001010017");
  await of(account).getByLabel("说明").fill("长期聘用，无到期日");
  await of(account).getByRole("button", { name: "确认无误" }).click();
  await expect(of(account)).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: `${account} 已确认无误` })).toBeVisible();
  await page.locator(".folded summary").click();
  await expect(of(`aside-${account}`)).toContainText("长期聘用，无到期日");
  await expect(of(`aside-${account}`)).toContainText("wangyunwei");
  await of(`aside-${account}`).getByRole("button").click();
  await expect(of(`aside-${account}`)).toHaveCount(0);
  await expect(of(account)).toHaveCount(1);
});

test("the auditor reads what is to be checked and changes nothing", async ({ page }) => {
  await signInTo(page, people.auditor, "/attention?check=frozen-valid");
  await expect(page.locator(".record-table tbody tr").first()).toBeVisible();
  await expect(page.locator(".row-more")).toHaveCount(0);
});
