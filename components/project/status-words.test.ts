import { describe, expect, it } from "vitest";
import { projectStatuses, type Hold } from "../../server/contract/statuses.ts";
import type { AskView, ProjectView } from "../../server/contract/views.ts";
import { possibleActions, shownState, statusWords } from "./status-words.ts";

const facts = {
  status: "RUNNING",
  hold: null,
  activity: "Implementing phase 1: Slugs",
  liveAttempts: 0,
  queuePosition: null,
  source: null,
  provider: "anthropic_api",
} as const;

const now = new Date(2026, 10, 1, 9, 0);

describe("the header's sentence", () => {
  it("says until when a limit lasts", () => {
    const hold: Hold = {
      reason: "quota",
      until: new Date(2026, 10, 1, 14, 30).toISOString(),
      message: "5-hour limit reached",
    };
    expect(statusWords({ ...facts, status: "WAITING", hold }, now)).toEqual({
      text: "Waiting for quota · resumes 14:30",
      detail: null,
    });
    expect(statusWords({ ...facts, status: "WAITING", hold: { ...hold, outage: true } }, now).text).toBe(
      "Waiting for Claude · tries again 14:30",
    );
    expect(statusWords({ ...facts, status: "WAITING", hold: { ...hold, tried: true } }, now).text).toBe(
      "Waiting for quota · another project asks Claude now",
    );
    const read = (at: Date) => statusWords({ ...facts, status: "WAITING", hold }, at).text;
    // Of another day, and when it is past: a runner that is down resumes nothing.
    expect(read(new Date(2026, 9, 29, 9, 0))).toBe("Waiting for quota · resumes Sun 14:30");
    expect(read(new Date(2026, 10, 1, 14, 31))).toBe("Waiting for quota · resumes any moment now");
    expect(read(new Date(2026, 10, 1, 14, 29, 3))).toBe("Waiting for quota · resumes within a minute");
    expect(read(new Date(2026, 10, 1, 14, 29))).toBe("Waiting for quota · resumes 14:30");
  });

  it("says what it needs", () => {
    const hold: Hold = { reason: "permission", askId: "ask_1" };
    expect(statusWords({ ...facts, status: "WAITING", hold, activity: "Allow Bash npm test?" }, now)).toEqual({
      text: "Needs you: allow or deny",
      detail: "Allow Bash npm test?",
    });
    const provider: Hold = { reason: "provider", message: "Signed out.", fix: "Sign in." };
    expect(statusWords({ ...facts, status: "WAITING", hold: provider }, now).text).toBe(
      "Needs you: no provider can go on",
    );
    const refused = { ...facts, status: "WAITING", hold: { ...provider, class: "authentication" } } as const;
    expect(statusWords(refused, now).text).toBe("Needs you: the key is refused");
    expect(statusWords({ ...refused, provider: "claude_subscription" }, now).text).toBe(
      "Needs you: the sign-in is refused",
    );
    expect(statusWords({ ...refused, provider: "ollama" }, now).text).toBe("Needs you: no provider can go on");
    const account: Hold = { ...provider, class: "no_account" };
    expect(statusWords({ ...facts, status: "WAITING", hold: account }, now).text).toBe(
      "Needs you: an account of Claude's is missing",
    );
  });

  it("says so already while the agent's process waits for the answer", () => {
    const ask: AskView = {
      id: "ask_1",
      runId: "run_1",
      content: { kind: "permission", toolUseId: "toolu_1", toolName: "Bash", input: {} },
      contentHash: "a",
      createdAt: new Date(0),
      answer: null,
      answeredBy: null,
      answeredAt: null,
      expiresAt: null,
      advice: null,
      readBefore: [],
    };
    const shown = (asks: AskView[], status: ProjectView["status"] = "RUNNING") =>
      shownState({ status, hold: null, asks });
    expect(shown([ask])).toEqual({ status: "WAITING", hold: { reason: "permission", askId: "ask_1" } });
    expect(shown([{ ...ask, answer: { kind: "permission", decision: "allow", reason: "" } }]).status).toBe("RUNNING");
    const question = { kind: "question", question: "Which?", reason: "So.", options: "phase" } as const;
    expect(shown([{ ...ask, content: question }]).status).toBe("RUNNING");
    expect(shown([ask], "PAUSED").status).toBe("PAUSED");
  });

  it("does not call it a failure where the screening holds what came in", () => {
    const hold: Hold = { reason: "attention", message: "The screening found one thing.", fix: "Look at it." };
    const found = { mode: "confirm", screened: 1, complete: true, findingsTotal: 1, hash: "a" } as const;
    const held = (decision: "unconfirmed" | "blocked" | "confirmed") =>
      statusWords(
        {
          ...facts,
          status: "WAITING",
          hold,
          source: {
            kind: "folder",
            words: "/srv/shop",
            imported: false,
            changeable: true,
            screening: { ...found, findings: [], decision },
          },
        },
        now,
      ).text;
    expect(held("unconfirmed")).toBe("Needs you: look at what was found in the files");
    expect(held("blocked")).toBe("Needs you: the files hold what must be taken out");
    expect(held("confirmed")).toBe("Needs you: a step failed for good");
  });

  it("claims that processes are gone only when they are", () => {
    expect(statusWords({ ...facts, status: "PAUSED", liveAttempts: 1 }, now).text).toBe("Stopping…");
    expect(statusWords({ ...facts, status: "PAUSED" }, now).text).toBe("Paused · no process left");
    expect(statusWords({ ...facts, status: "CANCELLED", liveAttempts: 2 }, now).text).toBe("Stopping…");
    expect(statusWords({ ...facts, status: "CANCELLED" }, now).text).toBe("Cancelled · no process left");
  });
});

describe("what can be done", () => {
  it("never offers to pause what waits for an answer, and lets everything else that is not over be cancelled", () => {
    const permission: Hold = { reason: "permission", askId: "ask_1" };
    expect(possibleActions({ status: "WAITING", hold: permission, archivedAt: null })).toEqual({
      pause: false,
      resume: false,
      retry: false,
      message: true,
      followUp: false,
      cancel: true,
    });
    const attention: Hold = { reason: "attention", message: "", fix: "" };
    expect(possibleActions({ status: "WAITING", hold: attention, archivedAt: null })).toEqual({
      pause: true,
      resume: false,
      retry: true,
      message: true,
      followUp: false,
      cancel: true,
    });
    expect(
      projectStatuses.filter((status) => !possibleActions({ status, hold: null, archivedAt: null }).cancel),
    ).toEqual(["SUCCEEDED", "FAILED", "CANCELLED"]);
  });
});
