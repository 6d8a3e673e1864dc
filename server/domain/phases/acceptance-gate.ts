import type { Evidence, ReviewOutput, VerdictOutput } from "../../contract/outputs.ts";
import type { PhaseKind } from "../../contract/statuses.ts";

export interface GateInput {
  readonly kind: PhaseKind;
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
 * the runner ran has passed (or the PM gave its reason why there is none), and QA found nothing of high severity.
 * Otherwise it becomes a refinement whose instruction names what is missing. Other verdicts pass unchanged.
 */
export const gateVerdict = ({ kind, evidence, review, verdict }: GateInput): GatedVerdict => {
  if (verdict.verdict !== "accept") return { verdict, overruled: null };
  const lacking = lackingEvidence({ kind, evidence, review, verdict });
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

/** What people read; a deleted one is no evidence. */
const isDocument = ({ path, change }: Evidence["changedFiles"][number]): boolean =>
  change !== "deleted" && /\.(?:md|mdx|markdown|txt|rst|adoc|asciidoc|org|html?|pdf|docx|odt|tex)$/iu.test(path);

interface Lacking {
  readonly what: string;
  readonly instruction: string;
}

const lackingEvidence = ({ kind, evidence, review, verdict }: GateInput): readonly Lacking[] => {
  const lacking: Lacking[] = [];
  if (evidence.changedFiles.length === 0) {
    lacking.push({
      what: "No file was changed.",
      instruction:
        kind === "build"
          ? "Nothing was changed in the workspace. Carry out the phase: write the files that its goal and criteria ask for."
          : "No document was written. Write the analysis as a Markdown file in the workspace.",
    });
  } else if (kind === "analysis" && !evidence.changedFiles.some(isDocument)) {
    lacking.push({
      what: "No document was written: only other files were changed.",
      instruction: "An analysis rests on its document. Write it as a Markdown file in the workspace.",
    });
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
