import type { DocumentFacts } from "../contract/documents.ts";
import type { CheckResult, Evidence, PlannedPhase } from "../contract/outputs.ts";
import { caps, data, list, numbered, paragraphs } from "./material.ts";

/** A phase's task as every agent gets to read it. */
export const describePhase = (phase: PlannedPhase): string =>
  paragraphs(
    data("phase", `${phase.title} (${phase.kind})\n\n${phase.goal}`, caps.summary),
    data("acceptance criteria", numbered(phase.acceptanceCriteria), caps.summary),
    data("expected artefacts", list(phase.expectedArtefacts), caps.fileList),
  );

const describeCheck = (check: CheckResult): string => {
  const counts =
    check.testsPassed === null && check.testsFailed === null
      ? "its output names no test counts"
      : `${check.testsPassed ?? "?"} tests passed, ${check.testsFailed ?? "?"} failed`;
  const status = check.exitStatus === null ? "no exit status" : `exit status ${check.exitStatus}`;
  return paragraphs(
    `Check “${check.command}”: ${check.outcome}, ${status}, ${counts}.`,
    data(`output of ${check.command.replaceAll(/["<>\n]/g, " ")}`, check.output, caps.checkOutput),
  );
};

const describeDocument = ({ path, words, sections }: DocumentFacts): string => {
  const headings = sections.map(({ heading, empty }) => (empty ? `${heading} (empty)` : heading));
  const length = words === null ? "not readable as text" : `${words} words`;
  return `${path}, ${length}${headings.length === 0 ? "" : `, sections: ${headings.join("; ")}`}`;
};

/** What the runner itself found. Agents judge by this and not by what another agent says. */
export const describeEvidence = (evidence: Evidence): string =>
  paragraphs(
    evidence.checks.length === 0
      ? "No check was run: the runner found no test command in the workspace."
      : evidence.checks.map(describeCheck).join("\n\n"),
    evidence.changedFiles.length === 0
      ? "No file was changed since the last accepted phase."
      : data(
          "changed files since the last accepted phase",
          list(
            evidence.changedFiles.map(
              (file) => `${file.path} (${file.change}, +${file.insertions} -${file.deletions})`,
            ),
          ),
          caps.fileList,
        ),
    evidence.documents === null || evidence.documents.length === 0
      ? null
      : data("documents that were written", list(evidence.documents.map(describeDocument)), caps.fileList),
    evidence.diff === "" ? null : data("difference", evidence.diff, caps.difference),
    evidence.diffTruncated ? "The difference above is not complete: it was cut when it was collected." : null,
  );
