import type { ProviderErrorClass } from "../../contract/errors.ts";
import { EventPayload } from "../../contract/events.ts";
import { Hold } from "../../contract/statuses.ts";
import type { Attempt, Phase, Project, Run } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { letAllGoOn } from "./let-go-on.ts";

/** A project that waits for Claude or for a local model, and what it waits with. */
export interface WaitingForProvider {
  readonly project: Project;
  readonly run: Run & { readonly phase: Phase | null };
  /** There was nobody at all: no account, and no local model. */
  readonly hadNobody: boolean;
  /** Only a local model that has become ready since is new, by the clock of whoever looks; null: none was ready, any is. */
  readonly readyAfter: Date | null;
  /** A local model takes it up no earlier: whoever comes and goes is tried at growing intervals. */
  readonly localFrom: () => Promise<Date>;
}

/** Minutes after a wait began, by how often it has come to one because local models failed at the run. */
const pauseMinutes = [0, 0, 1, 2, 5, 10, 20, 30] as const;

/** What becomes ready while an attempt finds that nobody is has been missed by it. */
const lookingMs = 5_000;

/** What a project that had nobody to work on it has failed of. */
const nobodys = ["no_local_model", "no_account"] as const satisfies readonly ProviderErrorClass[];

const hadNobody = (hold: Hold): boolean => hold.reason === "provider" && nobodys.some((cls) => cls === hold.class);

const hadNoLocal = (hold: Hold): boolean => hold.reason === "provider" && hold.class === "no_local_model";

/** A server that stayed away is a local model's: for Claude's the project waits until it is asked again. */
const waitsForSomebody = (hold: Hold): boolean =>
  hold.reason === "quota" || hadNobody(hold) || (hold.reason === "provider" && hold.class === "network");

/**
 * Lets projects go on that wait for Claude or for a local model, where somebody would carry out their work now. A sample
 * waits as its story says.
 * @param isServed asks for the route of what waits
 * @returns how many
 */
export const resumeServedProjects = async (
  domain: Domain,
  isServed: (waiting: WaitingForProvider) => Promise<boolean>,
): Promise<number> => {
  const projects = await domain.prisma.project.findMany({
    where: {
      status: "WAITING",
      scenario: null,
      OR: [
        { hold: { path: ["reason"], equals: "quota" } },
        ...[...nobodys, "network"].map((cls) => ({ hold: { path: ["class"], equals: cls } })),
      ],
    },
  });
  return letAllGoOn(domain, projects, async (project) => {
    const waiting = await waitingRun(domain, project);
    return waiting !== null && (await isServed(waiting)) ? waitsForSomebody : null;
  });
};

const waitingRun = async ({ prisma }: Domain, project: Project): Promise<WaitingForProvider | null> => {
  const run = await prisma.run.findFirst({
    where: { projectId: project.id, status: "WAITING" },
    orderBy: { createdAt: "desc" },
    include: { phase: true, attempts: { orderBy: { startedAt: "desc" } } },
  });
  const ended = run?.attempts[0]?.endedAt ?? null;
  if (run === null || ended === null) return null;
  const hold = Hold.parse(project.hold);
  const localFrom = async (): Promise<Date> => {
    const stood = await waitsAfterLocal({ prisma }, run);
    const pause = pauseMinutes[Math.min(stood, pauseMinutes.length - 1)] ?? 0;
    return new Date(ended.getTime() + pause * 60_000);
  };
  return {
    project,
    run,
    hadNobody: hadNobody(hold),
    readyAfter: hadNoLocal(hold) ? null : new Date(ended.getTime() - lookingMs),
    localFrom,
  };
};

/**
 * How often it has come to such a wait because local models failed at the run. What it waited for besides (a person, money,
 * Claude's own limits) says nothing of whether they come and go.
 */
const waitsAfterLocal = async (
  { prisma }: Pick<Domain, "prisma">,
  { id: runId, projectId, createdAt, attempts }: Run & { readonly attempts: readonly Attempt[] },
): Promise<number> => {
  const rows = await prisma.event.findMany({
    where: {
      projectId,
      at: { gte: createdAt },
      OR: [
        { type: "run.failed", runId },
        { type: "project.status_changed", payload: { path: ["to"], equals: "WAITING" } },
      ],
    },
    orderBy: { sequence: "asc" },
    select: { attemptId: true, payload: true },
  });
  const providers = new Map(attempts.map(({ id, provider }) => [id, provider]));
  let count = 0;
  let hasLocalFailed = false;
  for (const { attemptId, payload } of rows) {
    const event = EventPayload.parse(payload);
    if (event.type === "run.failed") {
      // An attempt that found nobody says nothing of who was at it before.
      const provider = providers.get(attemptId ?? "") ?? null;
      if (provider !== null) hasLocalFailed = provider === "ollama";
    } else if (event.type === "project.status_changed" && event.hold !== null) {
      if (waitsForSomebody(event.hold)) count += Number(hasLocalFailed);
      hasLocalFailed = false;
    }
  }
  return count;
};
