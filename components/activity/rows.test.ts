import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProviderError } from "../../server/contract/errors.ts";
import type { EventPayload, ProjectEvent } from "../../server/contract/events.ts";
import type { SwitchReason } from "../../server/contract/fallback.ts";
import type { Hold } from "../../server/contract/statuses.ts";
import { createRowMatcher, noFilter, visibleRows } from "./row-filter.ts";
import { findInRow } from "./row-text.ts";
import type { ActivityRow } from "./row.ts";
import { createRowBuilder, rowOfSequence } from "./rows.ts";

const event = (sequence: number, payload: EventPayload, runId: string | null = "run_1"): ProjectEvent => ({
  projectId: "prj_1",
  sequence,
  at: new Date(sequence),
  phaseId: null,
  runId,
  attemptId: null,
  payload,
});
const wrote = (text: string): EventPayload => ({ type: "agent.wrote", blockId: text, text });
const called = (toolUseId: string): EventPayload => ({
  type: "tool.called",
  toolUseId,
  name: "Bash",
  input: { command: `run ${toolUseId}` },
  parentToolUseId: null,
});
const finished = (toolUseId: string, output = "fine"): EventPayload => ({
  type: "tool.finished",
  toolUseId,
  isError: false,
  output,
  truncated: false,
  durationMs: 5,
});
const rowsOf = (...events: ProjectEvent[]) => createRowBuilder().update(events);
const kinds = (rows: readonly ActivityRow[]) => rows.map((row) => row.item.kind);

describe("rows", () => {
  it("stand under the head of their run, which knows what it does", () => {
    const rows = rowsOf(
      event(1, { type: "project.status_changed", from: "DRAFT", to: "QUEUED", hold: null }, null),
      event(2, { type: "run.queued", operation: "IMPLEMENT", round: 1 }),
      event(3, wrote("hello")),
      event(4, wrote("world")),
      event(5, wrote("other"), "run_2"),
    );
    expect(kinds(rows)).toEqual(["note", "run", "message", "message", "run", "message"]);
    expect(rows[1]?.item).toMatchObject({ operation: "IMPLEMENT", round: 1 });
    expect(rows[4]?.item).toMatchObject({ operation: null });
  });

  it("join a tool call with its result, each of its own run", () => {
    const rows = rowsOf(
      event(1, called("a")),
      event(2, called("b")),
      event(3, finished("b")),
      event(4, finished("a"), "run_2"),
    );
    expect(kinds(rows)).toEqual(["run", "tool", "tool"]);
    expect(rows[1]?.item).toMatchObject({ result: null });
    expect(rows[2]?.item).toMatchObject({ result: { toolUseId: "b" } });
  });

  it("join an ask with its answer, and checks with their results", () => {
    const question = { kind: "question", question: "Go on?", reason: "Because", options: "phase" } as const;
    const rows = rowsOf(
      event(1, { type: "ask.opened", askId: "ask_1", content: question }, null),
      event(
        2,
        { type: "ask.answered", askId: "ask_1", answer: { kind: "question", decision: "accept", text: "" }, by: "Ada" },
        null,
      ),
      event(3, { type: "check.started", command: "npm test", detectedBy: "package.json" }),
    );
    expect(rows[0]?.item).toMatchObject({ kind: "ask", outcome: { by: "Ada" } });
    expect(rows[2]?.item).toMatchObject({ kind: "check", result: null });
  });

  const error = (cls: "quota" | "no_account" | "overloaded"): ProviderError => ({
    class: cls,
    message: "Nobody answers.",
    httpStatus: null,
    retryAfterMs: null,
    resetsAt: null,
  });
  const ended = (processesLeft: number | null = 0): EventPayload => ({
    type: "attempt.ended",
    outcome: "FAILED",
    processesLeft,
  });
  const failed = (cls: "quota" | "no_account" | "overloaded", retryAt: string | null = null): EventPayload => ({
    type: "run.failed",
    operation: "IMPLEMENT",
    error: error(cls),
    retryAt,
  });
  const at = "2026-11-30T07:23:00.000Z";
  const held = (hold: Hold): EventPayload => ({ type: "project.status_changed", from: "RUNNING", to: "WAITING", hold });
  const quota: Hold = { reason: "quota", until: at, message: "Nobody answers." };
  const account: Hold = { reason: "provider", class: "no_account", message: "No account.", fix: "Enter a key." };
  const types = (rows: readonly ActivityRow[]) =>
    rows.map(({ item }) => (item.kind === "note" ? item.payload.type : item.kind));

  it("say a wait for Claude once, and none of it as a failure", () => {
    const limit = [event(1, wrote("a")), event(2, ended()), event(3, failed("quota")), event(4, held(quota), null)];
    expect(types(rowsOf(...limit))).toEqual(["run", "message", "project.status_changed"]);
    const keyGone = [
      event(1, ended()),
      event(2, failed("no_account", at)),
      event(3, ended(null)),
      event(4, failed("no_account")),
      event(5, held(account), null),
    ];
    expect(types(rowsOf(...keyGone))).toEqual(["run", "project.status_changed"]);
    // The wait may come in later than what led to it.
    const builder = createRowBuilder();
    const shown = builder.update(limit.slice(0, 3));
    expect(types(shown)).toEqual(["run", "message", "attempt.ended", "run.failed"]);
    expect(types(builder.update(limit))).toEqual(["run", "message", "project.status_changed"]);
    expect(builder.update(limit)).toBe(builder.update(limit));
  });

  it("say once why somebody else goes on at once, and none of it as a failure", () => {
    const switched = (reason: SwitchReason): EventPayload => ({
      type: "provider.switched",
      from: { provider: "anthropic_api", model: "claude-sonnet-5-5" },
      to: { provider: "anthropic_api", model: "claude-opus-5-5" },
      reason,
      until: null,
      lastedMs: null,
    });
    const told = (reason: SwitchReason, cls: "quota" | "overloaded" = "quota") =>
      types(rowsOf(event(1, ended()), event(2, failed(cls, at)), event(3, switched(reason))));
    expect(told("quota")).toEqual(["run", "provider.switched"]);
    expect(told("overloaded", "overloaded")).toEqual(["run", "provider.switched"]);
    // Somebody asked for it while the next attempt was waited for; or it is the way back.
    for (const reason of ["wish", "recovered", "returned"] as const)
      expect(told(reason)).toEqual(["run", "attempt.ended", "run.failed", "provider.switched"]);
  });

  it("keep a failure that is tried again, one that stops for a person, and processes that are left", () => {
    const tried = rowsOf(event(1, ended()), event(2, failed("overloaded", at)), event(3, held(quota), null));
    expect(types(tried)).toEqual(["run", "attempt.ended", "run.failed", "project.status_changed"]);
    const attention: Hold = { reason: "attention", message: "It died.", fix: "Retry." };
    const stopped = rowsOf(event(1, ended()), event(2, failed("overloaded")), event(3, held(attention), null));
    expect(types(stopped)).toEqual(["run", "attempt.ended", "run.failed", "project.status_changed"]);
    const alive = rowsOf(event(1, ended(2)), event(2, failed("quota")), event(3, held(quota), null));
    expect(types(alive)).toEqual(["run", "attempt.ended", "project.status_changed"]);
  });

  it("leave out what other parts of the page show, and empty words", () => {
    expect(kinds(rowsOf(event(1, wrote(" \n")), event(2, { type: "usage.recorded", usage: [] })))).toEqual([]);
  });

  it("grow at both ends to the same as when they are built at once", () => {
    const payload = fc.oneof(
      fc.constantFrom("a", "b", "c").map(called),
      fc.constantFrom("a", "b", "c").map((id) => finished(id)),
      fc.string().map(wrote),
      fc.constant<EventPayload>({ type: "run.queued", operation: "CHECK", round: 0 }),
      fc.constant<EventPayload>({ type: "check.started", command: "npm test", detectedBy: "" }),
      fc.constantFrom(ended(), failed("quota"), held(quota), held(account)),
    );
    const steps = fc.array(fc.tuple(payload, fc.constantFrom("run_1", "run_2", null)), { maxLength: 40 });
    fc.assert(
      fc.property(steps, fc.nat(40), fc.array(fc.tuple(fc.nat(5), fc.nat(5))), (list, middle, cuts) => {
        const events = list.map(([each, runId], index) => event(index + 1, each, runId));
        const growing = createRowBuilder();
        let [from, to] = [Math.min(middle, events.length), Math.min(middle, events.length)];
        for (const [older, newer] of [...cuts, [events.length, events.length]]) {
          from = Math.max(0, from - (older ?? 0));
          to = Math.min(events.length, to + (newer ?? 0));
          expect(growing.update(events.slice(from, to))).toEqual(rowsOf(...events.slice(from, to)));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("stay identical where older events change nothing about them", () => {
    const builder = createRowBuilder();
    const [first, second, third] = [event(1, wrote("a")), event(2, wrote("b")), event(3, wrote("c"))];
    const before = builder.update([second, third]);
    const after = builder.update([first, second, third]);
    expect(after.at(-1)).toBe(before.at(-1));
    expect(after.at(-2)).toBe(before.at(-2));
  });

  it("are joined to calls that were loaded later", () => {
    const builder = createRowBuilder();
    const [first, second, third] = [event(1, called("a")), event(2, finished("a")), event(3, wrote("x"))];
    expect(kinds(builder.update([second, third]))).toEqual(["run", "message"]);
    expect(kinds(builder.update([first, second, third]))).toEqual(["run", "tool", "message"]);
  });

  it("are found by an event's number, also where it has no row of its own", () => {
    const rows = rowsOf(event(1, called("a")), event(2, finished("a")), event(3, wrote("x")));
    expect(rows[rowOfSequence(rows, 2)]?.sequence).toBe(1);
    expect(rows[rowOfSequence(rows, 3)]?.item.kind).toBe("message");
    expect(rowOfSequence([], 5)).toBe(-1);
  });
});

describe("filters", () => {
  const rows = rowsOf(
    event(1, { type: "run.queued", operation: "IMPLEMENT", round: 0 }),
    event(2, wrote("Needle in the text")),
    event(3, called("a")),
    event(4, finished("a", "a haystack with a needle")),
    event(5, { type: "run.queued", operation: "REVIEW", round: 0 }, "run_2"),
    event(6, wrote("Nothing"), "run_2"),
  );
  const operationOf = (runId: string) => (runId === "run_1" ? "IMPLEMENT" : "REVIEW");
  const show = (filter: Partial<typeof noFilter>, folded: string[] = []) =>
    visibleRows(rows, createRowMatcher({ ...noFilter, ...filter }, operationOf), new Set(folded)).map((row) => row.key);

  it("keep the heads of runs in which something is left", () => {
    expect(show({ query: " needle " })).toEqual(["run-2", "2", "3"]);
    expect(show({ authors: ["QUALITY_ASSURANCE"] })).toEqual(["run-6", "6"]);
    expect(show({ topics: ["tools"] })).toEqual(["run-2", "3"]);
    expect(show({ topics: ["tools"], authors: ["QUALITY_ASSURANCE"] })).toEqual([]);
  });

  it("leave the heads of folded runs", () => {
    expect(visibleRows(rows, null, new Set(["run_1"])).map((row) => row.key)).toEqual(["run-2", "run-6", "6"]);
    expect(visibleRows(rows, null, new Set())).toBe(rows);
  });

  it("show where the words were found", () => {
    const tool = rows.find((row) => row.item.kind === "tool");
    expect(tool && findInRow(tool, "needle")).toEqual({ before: "a haystack with a ", hit: "needle", after: "" });
    expect(tool && findInRow(tool, "absent")).toBeNull();
  });
});
