import { execFileSync } from "node:child_process";
import { expect, type Page } from "@playwright/test";
import { people, signInTo, test } from "../specs/people.ts";

const hostile = ["=HYPERLINK(\"http://evil.example\",\"1\")", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "\t=1", "a,b\"c\nd"];

async function exportAll(page: Page, format: RegExp, ending: string) {
  await page.goto("/export?sort=account");
  await page.getByRole("radio", { name: format }).check();
  for (const box of await page.locator(".column-choices input").all()) await box.uncheck();
  for (const name of ["账号", "姓名", "学工号", "有效期", "二级单位"]) await page.locator(".column-choices").getByLabel(name, { exact: true }).check();
  await page.getByLabel("用途").fill("名单核对");
  const ordered = page.getByRole("button", { name: "导出", exact: true }).click();
  const small = page.waitForEvent("download", { timeout: 3_000 }).catch(() => null);
  await ordered;
  const download = (await small) ?? (await (async () => {
    await expect(page).toHaveURL(/\/exports$/);
    // Files that were ordered before stand there as well.
    const link = page.getByRole("row").filter({ hasText: ` · ${ending} · ` }).first().getByRole("link", { name: "下载" });
    await expect(link).toBeVisible({ timeout: 20_000 });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    return download;
  })());
  return download;
}

test("exported files are the same in other programs, and nothing in them runs", async ({ page }, info) => {
  test.setTimeout(180_000);
  const { entities } = await (await fetch(`${process.env.SANDBOX_URL}/sandbox/accounts`)).json();
  const victims = entities.map((record: any) => record.accountNo).filter((name: string) => !Object.values(people).some((person) => person.account === name));
  for (const [at, name] of hostile.entries()) {
    const change = { change: { account: victims[at * 7], display_name: name } };
    await fetch(`${process.env.SANDBOX_URL}/sandbox/accounts`, { method: "POST", body: JSON.stringify(change), headers: { "content-type": "application/json" } });
  }
  await signInTo(page, people.administrator, "/admin/sync");
  await page.getByRole("button", { name: "立即增量同步" }).click();
  await expect(async () => {
    await page.goto(`/accounts/${victims[0]}`);
    await expect(page.locator("h1")).toContainText("=HYPERLINK", { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });

  const [csv, xlsx] = [info.outputPath("all.csv"), info.outputPath("all.xlsx")];
  const first = await exportAll(page, /^CSV/, "csv");
  expect(first.suggestedFilename()).toMatch(/^账号-\d{8}-\d{4}-[A-Z2-7]{5}-[A-Z2-7]{5}\.csv$/);
  await first.saveAs(csv);
  await (await exportAll(page, /^Excel/, "xlsx")).saveAs(xlsx);
  const soffice = process.env.SOFFICE ? [process.env.SOFFICE] : [];
  const said = execFileSync(process.env.PYTHON!, ["read-exports.py", process.env.DATABASE!, csv, xlsx, ...soffice], { encoding: "utf8" });
  expect(said).toContain("are the same everywhere");
});
