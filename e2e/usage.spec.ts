import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { appendEvents } from "../server/domain/events/index.ts";
import { noteLimits } from "../server/domain/rate-limits/index.ts";
import type { AppliedRates } from "../server/contract/usage.ts";
import { seedCalls, seedUsagePlace } from "../server/testing/usage-factory.ts";
import { newId } from "../server/platform/ids.ts";
import type { Installation } from "./fixtures/installation.ts";
import { admin, expect, test } from "./fixtures/test.ts";
import { expectWellMade } from "./fixtures/well-made.ts";

// An installation whose ledger has nothing else in it.
test.use({ installationOptions: { paceMs: 6 } });

const day = 86_400_000;
const minute = 60_000;

/** What so many cents are made of: rates at which the tokens of a seeded call come to exactly that. */
const costing = (cents: number): { costMicros: number; rates: AppliedRates } => ({
  costMicros: cents * 10_000,
  rates: {
    input: cents * 10_000_000,
    cacheRead: cents * 1_000_000,
    cacheWrite5m: cents * 20_000_000,
    cacheWrite1h: cents * 20_000_000,
    output: cents * 35_000_000,
    long: false,
    batchPercent: 100,
    fastPercent: 100,
    geographyPercent: 100,
    webSearchMicros: 0,
  },
});

/** Three weeks of calls: an API key's, a subscription's and the scripted model's; some fail, some have no price. */
const seedLedger = async ({ database }: Installation): Promise<void> => {
  const owner = await database.prisma.user.findUniqueOrThrow({ where: { login: admin.login } });
  const bakery = await seedUsagePlace(database, { ownerId: owner.id, title: "Bakery", phaseTitle: "Price list" });
  const garden = await seedUsagePlace(database, { ownerId: owner.id, title: "Garden", phaseTitle: "Beds" });
  const now = Date.now();
  const at = (daysAgo: number, index: number): Date => new Date(now - daysAgo * day - index * minute);
  const subscription = {
    provider: "claude_subscription",
    accountKind: "subscription",
    account: "subscription",
    billable: false,
    model: "claude-opus-5-5",
    ...costing(4),
  };
  const scripted = {
    provider: "scripted",
    accountKind: "scripted",
    account: "scripted",
    model: "scripted-1",
    basis: "scripted",
    costMicros: null,
    billable: false,
  };
  for (let daysAgo = 0; daysAgo < 21; daysAgo += 1) {
    await seedCalls(
      database,
      bakery,
      Array.from({ length: 8 }, (_, index) => ({
        at: at(daysAgo, index),
        ...costing(1),
        rawUsage: {
          input_tokens: 100,
          cache_read_input_tokens: 1_000,
          cache_creation_input_tokens: 50,
          output_tokens: 200,
        },
        durationMs: 2_000 + 400 * index,
      })),
    );
    await seedCalls(database, garden, [
      { at: at(daysAgo, 2), ...subscription },
      { at: at(daysAgo, 3), ...subscription, role: "QUALITY_ASSURANCE", operation: "REVIEW" },
    ]);
  }
  await seedCalls(database, garden, [
    { at: at(0, 5), ...scripted },
    { at: at(1, 5), model: "claude-nobody-1", basis: "unpriced", costMicros: null },
    {
      at: at(0, 6),
      outcome: "FAILED",
      errorClass: "overloaded",
      httpStatus: 529,
      basis: "none",
      costMicros: null,
      output: 0,
    },
  ]);
  await database.prisma.phase.update({
    where: { id: bakery.phaseId },
    data: { status: "ACCEPTED", finishedAt: at(0, 1), round: 1 },
  });
  // A local model stood in for a minute, and answered.
  const { projectId, runId, attemptId } = garden;
  const from = { provider: subscription.provider, model: subscription.model };
  const to = { provider: "ollama", model: "qwen3-coder:30b" };
  await database.prisma.providerSwitch.create({
    data: {
      id: newId("providerSwitch"),
      projectId,
      runId,
      attemptId,
      fromProvider: from.provider,
      toProvider: to.provider,
      toModel: to.model,
      reason: "quota",
      detectedAt: new Date(at(0, 4).getTime() - 3_000),
      dispatchedAt: new Date(at(0, 4).getTime() - 1_000),
    },
  });
  const payload = { type: "provider.switched", from, to, reason: "quota", until: null, lastedMs: null } as const;
  await appendEvents(database.prisma, { projectId, fence: null, events: [{ runId, attemptId, payload }] });
  const local = { ...to, accountKind: "local", account: "local", basis: "local" };
  await seedCalls(database, garden, [
    { at: new Date(at(0, 4).getTime() + 2_000), startedAt: at(0, 4), ...local, costMicros: null, billable: false },
  ]);
  for (const [minutesAgo, utilisation] of [
    [60, 0.56],
    [30, 0.59],
  ] as const)
    await noteLimits(database.prisma, {
      ...subscription,
      source: "headers",
      at: at(0, minutesAgo),
      windows: [{ name: "5h", status: "allowed", utilisation, resetsAt: new Date(now + 2 * 3_600_000).toISOString() }],
    });
  await noteLimits(database.prisma, {
    ...subscription,
    source: "headers",
    at: new Date(),
    windows: [
      { name: "5h", status: "allowed", utilisation: 0.62, resetsAt: new Date(now + 2 * 3_600_000).toISOString() },
      { name: "7d", status: "allowed_warning", utilisation: 0.84, resetsAt: new Date(now + 2.1 * day).toISOString() },
    ],
  });
};

const tile = (page: Page, label: string) =>
  page.getByRole("region", { name: "In this period" }).locator("div", { has: page.getByText(label, { exact: true }) });
const chart = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

test("usage says what was spent, what is left, where it went, and leads to every call", async ({
  signedIn: page,
  installation,
}) => {
  await test.step("nothing yet", async () => {
    await page.goto(`${installation.url}/usage`);
    await expect(page.getByText("No calls in this period", { exact: true })).toBeVisible();
    await expect(page.getByText("Limits: not reported.", { exact: false })).toBeVisible();
    await expectWellMade(page);
  });

  await seedLedger(installation);
  await page.goto(`${installation.url}/projects`);
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await expect(page.getByRole("heading", { name: "Usage", level: 1 })).toBeVisible();

  await test.step("the period in figures, money and API-equivalent apart", async () => {
    await expect(tile(page, "Requests")).toContainText("214");
    await expect(tile(page, "Billed")).toContainText("$1.68");
    await expect(tile(page, "API-equivalent")).toContainText("$1.68");
    await expect(tile(page, "Local and scripted")).toContainText("2 calls");
    await expect(tile(page, "Cost not known")).toContainText("1 call");
    await expect(tile(page, "Error rate")).toContainText("0.5 %");
    await expect(tile(page, "Answer, p95")).toContainText("4 s");
    await expect(tile(page, "Fallback success")).toContainText("100 %");
    await expect(tile(page, "Switch time, p95")).toContainText("2 s");
    await expect(tile(page, "Against reported cost")).toContainText("not measured");
  });

  await test.step("the switches behind the figure, each with the way to its project", async () => {
    await tile(page, "Fallback success")
      .getByRole("button", { name: /show the switches$/ })
      .click();
    const switches = page.getByRole("dialog", { name: "Switches to a local model" });
    await expect(switches.getByRole("listitem")).toHaveCount(1);
    await expect(switches).toContainText("to qwen3-coder:30b, because Claude's usage limit is reached (in a sample).");
    await expect(switches).toContainText("Switch time 2 s. It answered.");
    await expect(switches.getByRole("link")).toHaveAttribute("href", /^\/projects\/prj_\w+#e[1-9]\d*$/);
    await expectWellMade(page);
    await page.keyboard.press("Escape");
  });

  await test.step("what is left, and when it returns", async () => {
    const limits = page.getByRole("region", { name: "What is left" });
    await expect(limits.getByRole("img", { name: "5 hours: 62 % used" })).toBeVisible();
    await expect(limits.getByRole("listitem").filter({ hasText: "Week" })).toContainText("84 % used");
    await expect(limits).toContainText("Begins anew in 2 days");
    await expect(limits).toContainText("At this pace it comes to 74 %; past error not measured yet.");
    await expect(limits.getByRole("link", { name: "Garden" }).first()).toBeVisible();
    await expect(limits.getByRole("progressbar", { name: "Installation, this month" })).toBeVisible();
  });

  await test.step("every chart is drawn, and is well made", async () => {
    for (const name of [
      "Cost",
      "Tokens",
      "Latency",
      "Error rate",
      "Providers",
      "Hours of the week",
      "Cost per accepted phase",
    ])
      await expect(chart(page, name).locator("svg.recharts-surface").first()).toBeVisible();
    await expectWellMade(page);
  });

  await test.step("a tooltip has the exact figures", async () => {
    await chart(page, "Tokens").locator("svg.recharts-surface").hover();
    await expect(chart(page, "Tokens").getByText("Together")).toBeVisible();
  });

  await test.step("period and group stand in the address", async () => {
    // Until the answer is there, the figures of the period before say that they are.
    const figures = page.getByRole("region", { name: "In this period" });
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/api/trpc/*usage.summary*", async (route) => {
      await answered;
      await route.continue();
    });
    await page.getByRole("group", { name: "Period" }).getByText("7 days").click();
    await expect(page).toHaveURL(/period=7d/);
    await expect(figures).toHaveAttribute("aria-busy", "true");
    answer();
    await expect(tile(page, "Requests")).toContainText("74");
    await expect(figures).toHaveAttribute("aria-busy", "false");
    await page.unrouteAll();
    await page.getByRole("combobox", { name: "Group by" }).selectOption({ label: "By model" });
    await expect(page).toHaveURL(/by=model/);
    // Money and API-equivalent are two charts, of which one is shown.
    const series = chart(page, "Cost").getByRole("button", { name: "claude-opus-5-5" });
    await expect(chart(page, "Cost").getByRole("list", { name: "Cost: series" })).toBeVisible();
    await expect(series).toHaveCount(0);
    await chart(page, "Cost").getByText("API-equivalent", { exact: true }).click();
    await expect(series).toBeVisible();
    await expect(chart(page, "Cost").getByRole("radio", { name: "Billed" })).not.toBeChecked();
  });

  await test.step("a series can be switched off, and stays off, with the cost that was chosen", async () => {
    const series = chart(page, "Cost").getByRole("button", { name: "claude-opus-5-5" });
    await series.click();
    await page.reload();
    await expect(chart(page, "Cost").getByRole("radio", { name: "API-equivalent" })).toBeChecked();
    await expect(series).toHaveAttribute("aria-pressed", "false");
    await series.click();
    await expect(series).toHaveAttribute("aria-pressed", "true");
  });

  await test.step("changes that follow each other quickly are all kept", async () => {
    const series = (name: string) => chart(page, "Tokens").getByRole("button", { name });
    for (const state of ["false", "true"]) {
      await chart(page, "Tokens")
        .getByRole("list")
        .evaluate((list) => {
          for (const button of list.querySelectorAll("button"))
            if (/^Cache (read|.*5 min)/.test(button.innerText)) button.click();
        });
      await expect(series("Cache read")).toHaveAttribute("aria-pressed", state);
      await expect(series("Cache written, 5 min")).toHaveAttribute("aria-pressed", state);
    }
  });

  await test.step("by keyboard alone: from a chart's table to its calls and to a call", async () => {
    await chart(page, "Cost").getByRole("radio", { name: "Chart" }).focus();
    await page.keyboard.press("ArrowRight");
    const figure = chart(page, "Cost").getByRole("button", { name: /claude-opus-5-5, .*: show the calls/ });
    await expect(figure).toHaveCount(7);
    await figure.last().focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Calls" })).toBeFocused();
    await expect(page).toHaveURL(/model=claude-opus-5-5/);
    const rows = page.getByRole("table", { name: "Calls" }).getByRole("row");
    await expect(rows).toHaveCount(3);
    await expectWellMade(page);
    await rows.nth(1).getByRole("button").focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Call to a model" });
    await expect(dialog).toContainText("API-equivalent");
    await expect(dialog).toContainText("≈ $0.04");
    await expect(dialog.getByRole("time")).toContainText(new RegExp(`${new Date().getUTCFullYear()}, .*(UTC|GMT)`));
    await expect(dialog.getByRole("link", { name: "Open in the project" })).toHaveAttribute("href", /\/projects\/prj_/);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await page.getByRole("list", { name: "Filter" }).getByRole("button").click();
    await expect(page).not.toHaveURL(/model=/);
  });

  await test.step("a finger that was nowhere before is where it presses", async () => {
    const tap = async (name: string, share: number): Promise<void> => {
      const surface = chart(page, name).locator("svg.recharts-surface").first();
      await expect(surface).toBeVisible();
      await surface.evaluate((drawing, across) => {
        const { left, top, width, height } = drawing.getBoundingClientRect();
        const at = { bubbles: true, clientX: left + width * across, clientY: top + height * 0.2 };
        for (const type of ["mousemove", "mousedown", "mouseup", "click"])
          drawing.dispatchEvent(new MouseEvent(type, at));
      }, share);
    };
    const today = new Date().toISOString().slice(0, 10);
    await page.goto(`${installation.url}/usage?tz=UTC`);
    await tap("Tokens", 0.977);
    await expect(page).toHaveURL(new RegExp(`at=${today}T`));
    await page.goBack();
    // A row of bars may be pressed anywhere.
    await tap("Cost per accepted phase", 0.97);
    await expect(page).toHaveURL(/phase=pha_/);
  });

  await test.step("marks lead to calls: a tile, and a bar", async () => {
    await page.goto(`${installation.url}/usage?tz=UTC`);
    await tile(page, "Billed").getByRole("button").click();
    await expect(page).toHaveURL(/only=billed/);
    await expect(page.getByRole("table", { name: "Calls" }).getByText("Answered").first()).toBeVisible();
    await page.goto(`${installation.url}/usage?tz=UTC`);
    await tile(page, "Error rate").getByRole("button").click();
    await expect(page).toHaveURL(/only=failed/);
    await expect(page.getByRole("table", { name: "Calls" }).getByText("Failed: overloaded")).toBeVisible();
    await page.goto(`${installation.url}/usage?tz=UTC`);
    await chart(page, "Cost").locator(".recharts-bar-rectangle path").first().click();
    await expect(page).toHaveURL(/project=prj_.*at=/);
    await page.getByRole("table", { name: "Calls" }).getByRole("button").first().click();
    await expect(page.getByRole("dialog").getByText("input_tokens")).toBeVisible();
    await page.goBack();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  await test.step("an export has what the page shows", async () => {
    await page.goto(`${installation.url}/usage?tz=Asia/Kolkata&role=QUALITY_ASSURANCE`);
    await expect(tile(page, "Requests")).toContainText("21");
    await expect(page.getByText(/^Begins anew .* GMT\+5:30\.$/).first()).toBeVisible();
    for (const [name, lines] of [
      ["CSV, for spreadsheets", 22],
      ["JSON", 23],
    ] as const) {
      await page.getByRole("button", { name: "Export" }).click();
      const download = page.waitForEvent("download");
      await page.getByRole("menuitem", { name }).click();
      const file = readFileSync(await (await download).path(), "utf8");
      expect(file.trimEnd().split("\n")).toHaveLength(lines);
    }
  });

  await test.step("a period of one's own", async () => {
    await page.goto(`${installation.url}/usage?from=2020-01-01&to=2020-01-31&tz=UTC`);
    await expect(page.getByText("No calls in this period", { exact: true })).toBeVisible();
    const [first, last] = [page.getByLabel("First day"), page.getByLabel("Last day")];
    await expect(first).toHaveValue("2020-01-01");

    // Typed key by key, as people do: month, day and year, the last of which is no year of ours until its fourth digit.
    const typeDate = async (input: typeof first, keys: string): Promise<void> => {
      // From the first part on, wherever it was left.
      await input.evaluate((element) => element.blur());
      await input.focus();
      await page.keyboard.type(keys);
    };
    await page.goto(`${installation.url}/usage?from=2026-11-01&to=2026-11-29&tz=UTC`);
    // While the page comes in, it may be there twice.
    await expect(first).toHaveCount(1);
    await typeDate(first, "10152026");
    await expect(first).toHaveValue("2026-10-15");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/from=2026-10-15&to=2026-11-29/);
    await expect(last).toHaveValue("2026-11-29");

    for (const [keys, words] of [
      ["12242026", "The first day must not be after the last."],
      ["10151999", "Enter days from the year 2000 on."],
      ["10152020", "At most three years can be looked at together."],
    ] as const) {
      await typeDate(first, keys);
      await page.keyboard.press("Enter");
      await expect(page.getByText(words, { exact: true })).toBeVisible();
      await expect(first).toHaveAttribute("aria-invalid", "true");
      await expect(page).toHaveURL(/from=2026-10-15&to=2026-11-29/);
    }
    await expectWellMade(page);
    // What could not be taken stays, and is taken as soon as the other day goes with it.
    await typeDate(last, "03312021");
    await page.getByRole("heading", { name: "Usage", level: 1 }).click();
    await expect(page).toHaveURL(/from=2020-10-15&to=2021-03-31/);
    await expect(first).not.toHaveAttribute("aria-invalid");
    await page.goBack();
    await expect(first).toHaveValue("2026-10-15");
    await expect(last).toHaveValue("2026-11-29");
  });
});
