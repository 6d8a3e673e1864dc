import { describeHandOver } from "../../agents/developer/hand-over.ts";
import { readTrail, type SessionForPhase } from "../../domain/sessions/index.ts";
import type { WorkspaceGit } from "../../sandbox/git.ts";
import { phaseOf, type StepContext } from "../step-context.ts";

/** Claude's own conversations are told what they missed within this. */
const claudesTokens = 200_000;
/** A quarter of the context at four characters a token, and no more than anybody reads. */
const limitOf = (contextTokens: number): number => Math.min(60_000, contextTokens);
const diffBytes = 100_000;
const mostFiles = 1_000;

/**
 * What a conversation that takes over has to know, from the event log and the workspace: no model is asked for it.
 * @param contextTokens of the local model that takes over; null: Claude does
 */
export const handOverText = async (
  { domain, lease, project, ...context }: StepContext,
  {
    git,
    handOver,
    contextTokens,
  }: {
    readonly git: WorkspaceGit;
    readonly handOver: NonNullable<SessionForPhase["handOver"]>;
    readonly contextTokens: number | null;
  },
): Promise<string> => {
  const { phase } = phaseOf({ domain, lease, project, ...context });
  const trail = await readTrail(domain, {
    projectId: project.id,
    phaseId: phase.id,
    goRound: phase.goRound,
    since: handOver.since,
  });
  const base = phase.baseCommit ?? (await git.head());
  const { changedFiles, diff } = await git.look(base, { diffBytes, files: mostFiles });
  return describeHandOver(
    { kind: handOver.kind, changedFiles, diff, ...trail },
    { maxCharacters: limitOf(contextTokens ?? claudesTokens) },
  );
};
