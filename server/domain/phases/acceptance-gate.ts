import type { Evidence, ReviewOutput, VerdictOutput } from "../../contract/outputs.ts";
import type { PhaseKind } from "../../contract/statuses.ts";
import { lackingDocuments, type Lacking } from "./document-gate.ts";

export interface GateInput {
  readonly kind: PhaseKind;
  /** As planned: those that are documents have to be there. */
  readonly expectedArtefacts: readonly string[];
  readonly evidence: Evidence;
  readonly review: ReviewOutput;
  /** The PM's own word. */
  readonly verdict: VerdictOutput;
}

export interface GatedVerdict {
  /** What takes effect. */
  readonly verdict: VerdictOutput;
  /** Why the PM was overruled, for people to read; null where its word stands. */
  readonly overruled: string | null;
}

/**
 * "Done" means evidence, not an agent's word (R8, R9): an acceptance stands only if files changed, every check that
 * the runner ran has passed (or the PM gave its reason why there is none), QA found nothing of high severity, and an
 * analysis has written the documents that the plan names (document-gate.ts).
 * Otherwise it becomes a refinement whose instruction names what is missing. Other verdicts pass unchanged.
 */
export const gateVerdict = (input: GateInput): GatedVerdict => {
  const { verdict } = input;
  if (verdict.verdict !== "accept") return { verdict, overruled: null };
  const lacking = lackingEvidence(input);
  if (lacking.length === 0) return { verdict, overruled: null };
  const overruled = lacking.map(({ what }) => what).join(" ");
  return {
    overruled,
    verdict: {
      ...verdict,
      verdict: "refine",
      instruction: lacking.map(({ instruction }) => `- ${instruction}`).join("\n"),
    },
  };
};

const lackingEvidence = ({ kind, expectedArtefacts, evidence, review, verdict }: GateInput): readonly Lacking[] => {
  const lacking: Lacking[] = [];
  if (evidence.changedFiles.length === 0) {
    lacking.push({
      what: "No file was changed.",
      instruction:
        kind === "build"
          ? "Nothing was changed in the workspace. Carry out the phase: write the files that its goal and criteria ask for."
          : "No document was written. Write the analysis as a Markdown file in the workspace.",
    });
  } else if (kind === "analysis") {
    lacking.push(...lackingDocuments(evidence, expectedArtefacts));
  }
  const failing = evidence.checks.filter((check) => check.outcome !== "passed");
  for (const check of failing) {
    lacking.push({
      what: `The check "${check.command}" did not pass.`,
      instruction: `Make "${check.command}" pass. Its output ends with:\n${check.output.slice(-2_000)}`,
    });
  }
  if (kind === "build" && evidence.checks.length === 0 && verdict.noCheckReason === null) {
    lacking.push({
      what: "There is no check that the runner could run, and no reason was given why none is needed.",
      instruction:
        "Add automated tests with a command that runs them (for example a `test` script), so that the result can be checked.",
    });
  }
  for (const finding of review.findings.filter(({ severity }) => severity === "high")) {
    lacking.push({
      what: `QA's finding "${finding.title}" is of high severity.`,
      instruction: `Fix "${finding.title}": ${finding.remediation}`,
    });
  }
  return lacking;
};
