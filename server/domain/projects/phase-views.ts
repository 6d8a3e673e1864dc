import { z } from "zod";
import { ProviderError } from "../../contract/errors.ts";
import { ProviderWish } from "../../contract/fallback.ts";
import { Evidence, ReviewOutput, VerdictOutput } from "../../contract/outputs.ts";
import { Operation } from "../../contract/roles.ts";
import { PhaseKind } from "../../contract/statuses.ts";
import type { PhaseView, RoundView, RunView, WorkTime } from "../../contract/views.ts";
import type { UsageTotals } from "../../contract/usage.ts";
import type { Phase, Prisma } from "../../db/generated/client.ts";
import { gateVerdict, type GateInput } from "../phases/index.ts";
import { RunInput } from "../runs/index.ts";
import { addUsage, noUsage } from "../usage/index.ts";
import type { ClaudesRun } from "./claudes-part.ts";
import { isThere } from "./stand-ins.ts";
import { addWork, noWork } from "./work-time.ts";

export const runInclude = {
  phase: { select: { position: true } },
  attempts: { select: { model: true, standIn: true }, orderBy: { leaseToken: "asc" } },
} as const satisfies Prisma.RunInclude;
export type RunRow = Prisma.RunGetPayload<{ include: typeof runInclude }>;

/** What runs used and how long they worked, by their ids; runs without any are absent. */
export interface RunFigures {
  readonly usage: ReadonlyMap<string, UsageTotals>;
  readonly work: ReadonlyMap<string, WorkTime>;
}

export const toRunView = (run: RunRow, { usage, work }: RunFigures): RunView => ({
  id: run.id,
  phaseId: run.phaseId,
  operation: Operation.parse(run.operation),
  round: run.round,
  status: run.status,
  attempts: run.attempts.length,
  model: run.attempts.findLast(({ model }) => model !== null)?.model ?? null,
  error: ProviderError.nullable().parse(run.error),
  notBefore: run.notBefore,
  startedAt: run.startedAt,
  finishedAt: run.finishedAt,
  usage: usage.get(run.id) ?? noUsage,
  work: work.get(run.id) ?? noWork,
});

const lines = z.array(z.string());
const Summary = z.object({ summary: z.string() });

/** A phase with everything that came of each of its rounds, from the runs' own outputs. */
export const phaseViews = (
  phases: readonly Phase[],
  runs: readonly RunRow[],
  { usage, work, claudesRuns }: RunFigures & { readonly claudesRuns: readonly ClaudesRun[] },
): PhaseView[] =>
  phases.map((phase) => {
    const own = runs.filter(({ phaseId }) => phaseId === phase.id);
    const kind = PhaseKind.parse(phase.kind);
    const expectedArtefacts = lines.parse(phase.expectedArtefacts);
    const rounds = [...new Set(own.map(({ round }) => round))].toSorted((a, b) => a - b);
    return {
      id: phase.id,
      position: phase.position,
      title: phase.title,
      kind,
      goal: phase.goal,
      acceptanceCriteria: lines.parse(phase.acceptanceCriteria),
      expectedArtefacts,
      status: phase.status,
      standIn:
        own
          .flatMap(({ operation, createdAt, attempts }) =>
            operation === "IMPLEMENT" && isThere({ createdAt, phase }, runs) ? attempts : [],
          )
          .findLast(({ standIn }) => standIn)?.model ?? null,
      claudeToo: claudesRuns.some(({ runId }) => own.some(({ id }) => id === runId)),
      rounds: rounds.map((round) =>
        roundView(
          { kind, expectedArtefacts },
          round,
          own.filter((run) => run.round === round),
        ),
      ),
      commit: phase.commit,
      skipReason: phase.skipReason,
      model: phase.model,
      provider: ProviderWish.nullable().parse(phase.provider),
      begun: own.length > 0,
      usage: own.reduce((sum, run) => addUsage(sum, usage.get(run.id) ?? noUsage), noUsage),
      work: own.reduce((sum, run) => addWork(sum, work.get(run.id) ?? noWork), noWork),
      startedAt: phase.startedAt,
      finishedAt: phase.finishedAt,
    };
  });

const causeOf = (round: number, input: RunInput | null): RoundView["cause"] => {
  if (input?.redo === "from_start") return "redo_from_start";
  if (input?.redo === "as_it_stands") return "redo_as_it_stands";
  return input?.instruction == null || round === 0 ? "first" : "refinement";
};

const roundView = (
  planned: Pick<GateInput, "kind" | "expectedArtefacts">,
  round: number,
  runs: readonly RunRow[],
): RoundView => {
  const output = (operation: Operation): unknown =>
    runs.find((run) => run.operation === operation && run.status === "SUCCEEDED")?.output ?? null;
  const implement = runs.find(({ operation }) => operation === "IMPLEMENT");
  const evidence = Evidence.nullable().parse(output("CHECK"));
  const review = ReviewOutput.nullable().parse(output("REVIEW"));
  const own = VerdictOutput.nullable().parse(output("EVALUATE"));
  const gated =
    own === null || evidence === null || review === null
      ? null
      : gateVerdict({ ...planned, evidence, review, verdict: own });
  const input = implement === undefined ? null : RunInput.parse(implement.input);
  return {
    round,
    cause: causeOf(round, input),
    instruction: input?.instruction?.text ?? null,
    developerSummary: Summary.nullable().parse(output("IMPLEMENT"))?.summary ?? null,
    evidence,
    review,
    verdict: gated === null ? null : { ...gated.verdict, overruled: gated.overruled },
  };
};
