import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { canInstall, installPackage } from "./apt.ts";
import { packageScript, runCommand } from "./command.ts";

const systemBrowsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser that tests use: SPIRAL_BROWSER, Playwright's own, or the system's Chromium. Null when there is none. */
const findBrowser = (): string | null => {
  const named = process.env["SPIRAL_BROWSER"];
  if (named !== undefined && named !== "") return named;
  const own = chromium.executablePath();
  if (existsSync(own)) return own;
  return systemBrowsers.find((file) => existsSync(file)) ?? null;
};

/**
 * Finds a browser, or installs one: Debian's Chromium where we may (root), else Playwright's own.
 * @throws Error with what to do when neither works
 */
export const ensureBrowser = async (): Promise<string> => {
  const found = findBrowser();
  if (found !== null) return found;
  console.log("Installing a browser for the tests…");
  if (canInstall()) {
    await installPackage("chromium");
  } else {
    await runCommand(...packageScript("playwright/cli.js", "install", "--with-deps", "chromium"), { show: true });
  }
  const installed = findBrowser();
  if (installed === null) {
    throw new Error(
      "No browser could be installed. Install Chromium (or set SPIRAL_BROWSER to a Chromium-based browser), then run the tests again.",
    );
  }
  return installed;
};
