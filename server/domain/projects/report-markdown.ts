import { becauseOf, workBesidePhases } from "../../contract/fallback.ts";
import type { Plan } from "../../contract/outputs.ts";
import { Operation, operations } from "../../contract/roles.ts";
import type { PhaseView, ProjectView, RoundView, Viewer } from "../../contract/views.ts";
import type { CostTotals } from "../../contract/usage.ts";
import type { Domain } from "../domain.ts";
import { DomainError } from "../../platform/errors.ts";
import { fileNameOf } from "./file-name.ts";
import { getProject } from "./get-project.ts";

/**
 * The completion report as Markdown (R10): the PM's words, and beside them only what the records hold.
 * Errors: not_found; conflict while there is no report yet.
 */
export const reportMarkdown = async (
  domain: Domain,
  options: { viewer: Pick<Viewer, "id" | "role">; projectId: string; cycle?: number | undefined },
): Promise<{ fileName: string; markdown: string }> => {
  const project = await getProject(domain, options);
  if (project.report === null)
    throw new DomainError("conflict", "This project has no report yet: it is written at the end.");
  return {
    fileName: `${fileNameOf(project.title)}${project.cycle === 1 ? "" : `-cycle-${project.cycle}`}-report.md`,
    markdown: renderReport(project),
  };
};

/** One line of Markdown: agents' words must not open headings, lists or HTML of their own in the report. */
const inline = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>#|]/g, (sign) => `\\${sign}`)
    .trim();

/** A block of an agent's words, quoted, so that it cannot pass for the report's own structure. */
const quoted = (text: string): string =>
  text
    .replaceAll("<", "&lt;")
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");

const list = (items: readonly string[], none: string): string =>
  items.length === 0 ? `${none}\n` : `${items.map((item) => `- ${inline(item)}`).join("\n")}\n`;

/** Pure: the same view gives the same text. */
export const renderReport = (project: ProjectView): string => {
  const { report } = project;
  if (report === null) throw new Error("renderReport needs a finished report.");
  const scripted = project.provider === "scripted";
  return [
    `# ${inline(project.title)}`,
    scripted
      ? "> The model behind this project was scripted: its words were recorded, not thought. The tools, files and checks were real.\n"
      : "",
    project.ranWithoutSandbox
      ? "> Ran without a sandbox: its commands had the rights of the user that started Spiral.\n"
      : "",
    `${quoted(report.summary)}\n`,
    ...renderComparison(project.plan?.comparison ?? null),
    "## What was built\n",
    list(report.built, "Nothing was reported as built."),
    "## Phases\n",
    ...project.phases.map(renderPhase),
    renderStandIns(project),
    "## Remaining issues\n",
    list(report.remainingIssues, "None reported."),
    "## How to run\n",
    `${quoted(report.howToRun)}\n`,
    "## How to deploy\n",
    `${quoted(report.howToDeploy)}\n`,
    "## Figures\n",
    renderFigures(project),
  ]
    .filter((part) => part !== "")
    .join("\n");
};

/** R5: the options side by side, and the one that is recommended. */
const renderComparison = (comparison: Plan["comparison"]): string[] => {
  if (comparison === null) return [];
  const { options, rows, recommendation, reason } = comparison;
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const sums = options.map((_, at) => rows.reduce((sum, { scores }) => sum + (scores[at] ?? 0), 0));
  return [
    "## Comparison\n",
    [
      row([
        "Criterion",
        ...options.map((option) => `${inline(option)}${option === recommendation ? " (recommended)" : ""}`),
      ]),
      row(["---", ...options.map(() => "---:")]),
      ...rows.map(({ criterion, scores }) =>
        row([inline(criterion), ...options.map((_, at) => String(scores[at] ?? "–"))]),
      ),
      row(["**Sum**", ...sums.map((sum) => `**${sum}**`)]),
      "",
    ].join("\n"),
    `Scores are from 1 to 10. Recommended: ${inline(recommendation)}.\n`,
    `${quoted(reason)}\n`,
  ];
};

const renderPhase = (phase: PhaseView): string => {
  const last = phase.status === "SKIPPED" ? undefined : phase.rounds.at(-1);
  return [
    `### ${phase.position + 1}. ${inline(phase.title)} (${phase.status.toLowerCase()})\n`,
    phase.skipReason === null ? "" : `Skipped by the user: ${inline(phase.skipReason)}\n`,
    ...phase.rounds.flatMap(renderRound),
    last?.evidence == null || last.evidence.changedFiles.length === 0
      ? ""
      : `Files: ${last.evidence.changedFiles.map(({ path, change }) => `\`${path.replaceAll("`", "'")}\` (${change})`).join(", ")}\n`,
    phase.commit === null ? "" : `Commit: \`${phase.commit.slice(0, 12)}\`\n`,
  ]
    .filter((part) => part !== "")
    .join("\n");
};

/** Which parts a local model worked on in Claude's place, why, and for how long. */
const renderStandIns = ({ standInWork, phases }: ProjectView): string => {
  if (standInWork.length === 0) return "";
  const lines = standInWork.map((part) => {
    const { phaseId, models, ms } = part;
    const phase = phases.find(({ id }) => id === phaseId);
    const where = phase === undefined ? workBesidePhases(part) : `Phase ${phase.position + 1}, ${inline(phase.title)}`;
    return `- ${where}: ${models.map(inline).join(", ")}, ${seconds(ms)} s${becauseOf(part)}`;
  });
  return ["## Built on a local model\n", "A local model worked on these parts in Claude's place.\n", ...lines, ""].join(
    "\n",
  );
};

const seconds = (ms: number): number => Math.round(ms / 1_000);

const roundNames = {
  first: () => "First implementation",
  refinement: (round) => `Refinement (round ${round + 1})`,
  redo_from_start: (round) => `Done again from its start (round ${round + 1})`,
  redo_as_it_stands: (round) => `Tried again from what was there (round ${round + 1})`,
} as const satisfies Record<RoundView["cause"], (round: number) => string>;

const renderRound = ({ round, cause, evidence, review, verdict }: RoundView): string[] => {
  const name = roundNames[cause](round);
  const checks = (evidence?.checks ?? []).map(
    ({ command, outcome, testsPassed, testsFailed }) =>
      `\`${command.replaceAll("`", "'")}\` ${outcome.replace("_", " ")}${testsPassed === null ? "" : `, ${testsPassed} passed, ${testsFailed ?? 0} failed`}`,
  );
  const findings = (review?.findings ?? []).map(({ severity, title }) => `${severity}: ${inline(title)}`);
  return [
    `**${name}**${verdict === null ? "" : `: ${verdict.verdict}`}\n`,
    verdict === null ? "" : `${quoted(verdict.reason)}\n`,
    verdict?.overruled == null ? "" : `Overruled by the evidence: ${inline(verdict.overruled)}\n`,
    `- Checks: ${checks.length === 0 ? "none" : checks.join("; ")}`,
    `- Findings: ${findings.length === 0 ? "none" : findings.join("; ")}\n`,
  ].filter((part) => part !== "");
};

const dollars = (micros: number): string => `$${(micros / 1e6).toFixed(4)}`;

const costWords = ({ billedMicros, equivalentMicros, unpricedCalls, unreportedCalls }: CostTotals): string =>
  [
    `${dollars(billedMicros)} billed by the token`,
    ...(equivalentMicros === 0
      ? []
      : [`${dollars(equivalentMicros)} API-equivalent of what the subscription covered (no money)`]),
    ...(unpricedCalls === 0 ? [] : [`${unpricedCalls} calls without a known price are not in it`]),
    ...(unreportedCalls === 0
      ? []
      : [`${unreportedCalls} calls that were not fully reported are not in it, or with too little`]),
  ].join("; ");

const renderFigures = (project: ProjectView): string => {
  const { usage, startedAt, finishedAt, runs, standInWork } = project;
  const time = startedAt === null || finishedAt === null ? null : seconds(finishedAt.getTime() - startedAt.getTime());
  const standInMs = standInWork.reduce((sum, { ms }) => sum + ms, 0);
  const perOperation = Operation.options.map(
    (operation) => `${operations[operation].label} ${runs.filter((run) => run.operation === operation).length}`,
  );
  return [
    `- Time: ${time === null ? "not measured" : `${time} s`}`,
    `- Runs: ${perOperation.join(", ")}`,
    `- Tokens: ${usage.inputTokens} in (cache included), ${usage.outputTokens} out`,
    `- Cost: ${project.provider === "scripted" ? "none, the model was scripted" : costWords(usage)}`,
    `- In Claude's place: ${standInWork.length === 0 ? "nobody" : `local models, ${seconds(standInMs)} s of work`}`,
    "",
  ].join("\n");
};
