import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Debian's Chromium where it is installed, otherwise the one Playwright brought. */
export const launchOptions = {
  executablePath: existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : undefined,
  args: [
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** Every spec runs twice: with script and without; those that need the university to hold still, once. */
export default defineConfig({
  testDir: ".",
  globalTeardown: "./log-check.ts",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // What waits is done as soon as what it waits for is there: these only say when to give up, on a busy machine as well.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // A machine that other work has to itself for a while is no fault of the product. Whatever holds at the second try only is told at the end.
  retries: process.env.CI ? 1 : 0,
  use: { baseURL: process.env.BASE_URL, locale: "zh-CN", launchOptions },
  projects: [
    { name: "with script", testDir: "specs", use: { javaScriptEnabled: true } },
    { name: "without script", testDir: "specs", use: { javaScriptEnabled: false } },
    // What must not be disturbed by the others comes after them.
    { name: "alone", testDir: "alone", dependencies: ["with script", "without script"] },
    // What wants a copy with a month behind it.
    { name: "past", testDir: "past", use: { javaScriptEnabled: true } },
    { name: "past without script", testDir: "past", use: { javaScriptEnabled: false } },
  ],
});
