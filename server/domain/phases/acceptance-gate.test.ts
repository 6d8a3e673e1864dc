import { describe, expect, test } from "vitest";
import type { DocumentFacts } from "../../contract/documents.ts";
import type { CheckResult, Evidence, ReviewOutput, VerdictOutput } from "../../contract/outputs.ts";
import { gateVerdict, type GateInput } from "./acceptance-gate.ts";

const check = (outcome: CheckResult["outcome"]): CheckResult => ({
  command: "npm test",
  detectedBy: "package.json",
  outcome,
  exitStatus: outcome === "passed" ? 0 : 1,
  testsPassed: 1,
  testsFailed: 0,
  durationMs: 5,
  output: "not ok 1 - adds",
});
const changed = (path: string, change: "added" | "deleted" = "added"): Partial<Evidence> => ({
  changedFiles: [{ path, change, insertions: 1, deletions: 0 }],
});
const evidence = (over: Partial<Evidence> = {}): Evidence => ({
  changedFiles: [{ path: "a.js", change: "added", insertions: 1, deletions: 0 }],
  checks: [check("passed")],
  diff: "",
  diffTruncated: false,
  documents: null,
  ...over,
});
const review = (severity: "high" | "low" | null): ReviewOutput => ({
  summary: "ok",
  findings:
    severity === null
      ? []
      : [{ severity, title: "Overflow", detail: "it overflows", file: "a.js", line: 1, remediation: "use BigInt" }],
  strengths: [],
  criteria: [],
});
const accept: VerdictOutput = {
  verdict: "accept",
  reason: "good",
  instruction: null,
  question: null,
  noCheckReason: null,
};
const gate = (over: Partial<GateInput> = {}) =>
  gateVerdict({
    kind: "build",
    expectedArtefacts: [],
    evidence: evidence(),
    review: review(null),
    verdict: accept,
    ...over,
  });

describe("an acceptance stands only on evidence", () => {
  test("changed files, passed checks, no high finding: the PM's word stands", () => {
    expect(gate({ review: review("low") })).toEqual({ verdict: accept, overruled: null });
  });
  test.each([
    ["nothing was changed", { evidence: evidence({ changedFiles: [] }) }, "No file was changed."],
    ["a check failed", { evidence: evidence({ checks: [check("failed")] }) }, "did not pass"],
    ["a check timed out", { evidence: evidence({ checks: [check("timed_out")] }) }, "did not pass"],
    ["a check could not start", { evidence: evidence({ checks: [check("not_started")] }) }, "did not pass"],
    ["a high finding is open", { review: review("high") }, "Overflow"],
    ["nothing could be checked and nobody said why", { evidence: evidence({ checks: [] }) }, "no check"],
    [
      "an analysis wrote no document",
      { kind: "analysis" as const, evidence: evidence({ changedFiles: [], checks: [] }) },
      "No file",
    ],
    [
      "an analysis changed code only",
      { kind: "analysis" as const, evidence: evidence(changed("a.js")) },
      "No document",
    ],
    [
      "an analysis removed its document",
      { kind: "analysis" as const, evidence: evidence(changed("REVIEW.md", "deleted")) },
      "No document",
    ],
  ])("%s: it becomes a refinement that says what is missing", (_name, over, words) => {
    const { verdict, overruled } = gate(over);
    expect(verdict.verdict).toBe("refine");
    expect(overruled).toContain(words);
    expect(verdict.instruction).not.toBeNull();
  });
  test("without a check, the PM's explicit reason is enough", () => {
    const verdict = { ...accept, noCheckReason: "Only prose was asked for." };
    expect(gate({ evidence: evidence({ checks: [] }), verdict }).overruled).toBeNull();
  });
  test("an analysis needs its document but no check", () => {
    expect(
      gate({ kind: "analysis", evidence: evidence({ ...changed("REVIEW.md"), checks: [] }) }).overruled,
    ).toBeNull();
  });
  describe("of an analysis, the plan's documents", () => {
    const review_md = ["REVIEW.md: Scope; Findings", "diagram.png", "src/"];
    const document = (over: Partial<DocumentFacts> = {}): DocumentFacts => ({
      path: "REVIEW.md",
      words: 300,
      sections: [
        { heading: "1. Scope of this review", empty: false },
        { heading: "FINDINGS by severity", empty: false },
      ],
      ...over,
    });
    const judged = (documents: DocumentFacts[], expectedArtefacts: readonly string[] = review_md) =>
      gate({
        kind: "analysis",
        expectedArtefacts,
        evidence: evidence({ ...changed("REVIEW.md"), checks: [], documents }),
      });
    test("are there, with text in each of their sections", () => {
      expect(judged([document()]).overruled).toBeNull();
      expect(judged([document({ sections: [] })], ["REVIEW.md"]).overruled).toBeNull();
      // What cannot be read as text is not judged as text.
      expect(judged([document({ words: null, sections: [] })]).overruled).toBeNull();
    });
    test.each([
      ["another file was written", judged([document({ path: "NOTES.md" })]), "The plan names REVIEW.md"],
      ["it is empty", judged([document({ words: 0 })]), "REVIEW.md is empty"],
      ["it is empty, and the plan names none", judged([document({ words: 0 })], []), "REVIEW.md is empty"],
      [
        "a section is missing",
        judged([document({ sections: [{ heading: "Scope", empty: false }] })]),
        "no section “Findings”",
      ],
      [
        "a section is only a heading",
        judged([
          document({
            sections: [
              { heading: "Scope", empty: true },
              { heading: "Findings", empty: false },
            ],
          }),
        ]),
        "section “Scope” of REVIEW.md is empty",
      ],
    ])("%s: it is refined", (_name, { verdict, overruled }, words) => {
      expect(overruled).toContain(words);
      expect(verdict.verdict).toBe("refine");
      expect(verdict.instruction).toContain("REVIEW.md");
    });
  });
  test("other verdicts pass unchanged", () => {
    const verdict: VerdictOutput = { ...accept, verdict: "refine", instruction: "more" };
    expect(gate({ evidence: evidence({ changedFiles: [] }), verdict })).toEqual({ verdict, overruled: null });
  });
});
