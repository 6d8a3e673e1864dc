import { describe, expect, it } from "vitest";
import { choicesOf, emptyDraft, keepDraft, readDraft } from "./new-project-draft.ts";

const storage = (initial: Record<string, string> = {}) => {
  const items = new Map(Object.entries(initial));
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
};

describe("the draft of a new project", () => {
  it("is read back as it was kept", () => {
    const store = storage();
    const draft = { ...emptyDraft, brief: "A tool", approvePlan: true, urgency: 9 };
    keepDraft(store, draft);
    expect(readDraft(store)).toEqual(draft);
  });

  it("of an earlier version is read with the defaults of what it lacks", () => {
    const { brief, title, importance, urgency, permissionMode, approvePlan } = { ...emptyDraft, brief: "A tool" };
    const stored = JSON.stringify({ brief, title, importance, urgency, permissionMode, approvePlan });
    expect(readDraft(storage({ "spiral.new-project": stored }))).toEqual({ ...emptyDraft, brief: "A tool" });
  });

  it("says only what a person has chosen", () => {
    expect(choicesOf(emptyDraft)).toEqual({ requestLimits: {}, models: {} });
    expect(
      choicesOf({
        ...emptyDraft,
        language: "open",
        kind: "analysis",
        maxAssignments: " 7 ",
        requests: { ...emptyDraft.requests, DEVELOPER: " 12 " },
        models: { ...emptyDraft.models, DEVELOPER: "claude-opus-5" },
      }),
    ).toMatchObject({
      language: null,
      kind: "analysis",
      maxAssignments: 7,
      requestLimits: { DEVELOPER: 12 },
      models: { DEVELOPER: "claude-opus-5" },
    });
  });

  it("is forgotten when nothing is written in it", () => {
    const store = storage();
    keepDraft(store, { ...emptyDraft, brief: "A tool" });
    keepDraft(store, emptyDraft);
    expect(store.items.size).toBe(0);
  });

  it.each([
    "",
    "{",
    "null",
    '{"brief":1}',
    '{"brief":"x","title":"","importance":99,"urgency":1,"permissionMode":"ask","approvePlan":true}',
  ])("is empty when %j was stored", (stored) => {
    expect(readDraft(storage({ "spiral.new-project": stored }))).toEqual(emptyDraft);
  });

  it("goes on without a storage", () => {
    const broken = {
      getItem: () => {
        throw new Error("denied");
      },
      setItem: () => {
        throw new Error("full");
      },
      removeItem: () => undefined,
    };
    expect(readDraft(broken)).toEqual(emptyDraft);
    expect(() => keepDraft(broken, { ...emptyDraft, brief: "A tool" })).not.toThrow();
  });
});
