import { defineConfig } from "@playwright/test";
import { launchOptions } from "./playwright.config.ts";

export default defineConfig({
  testDir: "screenshots",
  workers: 2,
  timeout: 60_000,
  use: { baseURL: process.env.BASE_URL, launchOptions },
});
