import { copyFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { findClaudeCode } from "../server/providers/claude-code/detect.ts";
import { briefFor, installHostileProgram, type Behaviour } from "../server/testing/hostile-program.ts";
import type { Installation } from "./fixtures/installation.ts";
import { expectDone, openProject, seedStory, statusLine, submitStory } from "./fixtures/project.ts";
import { expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

// A program in Claude Code's place that is not what it should be: what its user reads on the pages.
const folder = path.join(tmpdir(), `spiral-hostile-${process.pid}`);
test.use({
  installationOptions: [
    async ({ browserName: _browserName }, use) => {
      const program = installHostileProgram(folder, "2.0.1");
      await use({
        env: {
          CLAUDE_CODE_PATH: program,
          ANTHROPIC_API_KEY: "sk-ant-nobody-has-this",
          SPIRAL_RUN_TOTAL_TIMEOUT_S: "10",
        },
      });
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

const begin = async (page: Page, installation: Installation, behaviour: Behaviour): Promise<string> => {
  const projectId = await seedStory(installation, { scenario: "bench", brief: briefFor(behaviour) });
  await submitStory(page, installation, projectId);
  return projectId;
};

/** The program's own file is changed, and somebody presses the button that looks at it again. */
const lookAgain = async (page: Page, { url }: Installation): Promise<void> => {
  await page.goto(`${url}/settings`);
  const providers = page.getByRole("region", { name: "Providers" });
  await providers.getByRole("button", { name: "Test: Claude Code" }).click();
  await expect(providers.getByText(/^Asked Claude Code on .+ for its version/)).toBeVisible({ timeout: 60_000 });
};

test("whatever Claude Code's program does, the pages say what happened and what to do; with a good one the same project goes on", async ({
  signedIn: page,
  installation,
}) => {
  const { prisma } = installation.database;
  const tooOld = /is Claude Code 2\.0\.1; 2\.\d+\.\d+ or newer is needed\. Run claude update/;

  await test.step("one that is too old starts neither a brief nor a sample, and says so beside their buttons", async () => {
    await page.goto(`${installation.url}/projects/new`);
    await page.getByRole("textbox", { name: "Brief", exact: true }).fill("A greeting by name, with a test.");
    await expect(page.getByText(tooOld)).toBeVisible();
    await page.getByText("See one of the samples work first").click();
    await page.getByRole("button", { name: /^Run the sample Ladle/ }).click();
    await expect(page.getByText("The sample could not be started")).toBeVisible();
    await expect(page.getByText(/Agents work through Claude Code\..*2\.0\.1/).last()).toBeVisible();
    expect(await prisma.project.count()).toBe(0);
    await expect(page.getByText("No agent can start")).toBeVisible();
  });

  installHostileProgram(folder, "9.9.9");
  await lookAgain(page, installation);
  const begun: Partial<Record<Behaviour, string>> = {};
  for (const behaviour of ["exits", "hangs", "garbage", "half", "huge"] as const)
    begun[behaviour] = await begin(page, installation, behaviour);
  for (const [behaviour, words, fix] of [
    ["exits", /Claude Code ended without a result\. It ended with exit status 7\. It said: cannot go on/, /^Retry/],
    ["garbage", /exit status 0\. What it wrote is nothing that Claude Code says\./, /^Retry.*look at the health page/],
    ["half", /Claude Code ended without a result\./, /^Retry.*look at the health page/],
    ["hangs", /The run took longer than it may, so it was stopped\./, /^Retry, or raise the time-outs/],
  ] as const) {
    await test.step(behaviour, async () => {
      await openProject(page, installation, begun[behaviour] ?? "");
      await expect(statusLine(page)).toContainText("Needs you", { timeout: 120_000 });
      await expect(page.getByText(words).first()).toBeVisible();
      await expect(page.getByText(fix).first()).toBeVisible();
      if (behaviour === "exits") await expectWellMade(page);
    });
  }

  await test.step("50 MB in one line are left out, which is said, and what came of it is judged by its evidence", async () => {
    await openProject(page, installation, begun.huge ?? "");
    await expect(page.getByText("The phase was refined 3 times and is still not accepted").first()).toBeVisible({
      timeout: 120_000,
    });
    await page.getByLabel("Search the activity").fill("in one line");
    await expect(page.getByText("50 MB in one line left out").first()).toBeVisible();
  });

  await test.step("with a program that works, the same projects go on where they stood", async () => {
    const real = await findClaudeCode(null);
    copyFileSync(real ?? "", path.join(folder, "real"));
    renameSync(path.join(folder, "real"), path.join(folder, "claude"));
    await lookAgain(page, installation);
    for (const behaviour of ["exits", "half"] as const) {
      await openProject(page, installation, begun[behaviour] ?? "");
      await page.getByRole("button", { name: "Try again" }).click();
      await expectDone(page);
    }
  });
});
