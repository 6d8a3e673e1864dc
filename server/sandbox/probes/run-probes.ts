import { NotCarriedOutError, createRooms, createSite, type ProbeRooms } from "./site.ts";
import type { ProbeResult, SandboxReport } from "../../contract/sandbox-report.ts";
import { createWorkspace } from "../create-workspace.ts";
import type { Sandbox, Sandboxes } from "../sandbox.ts";
import { createUnwalledSandboxes } from "../unwalled.ts";
import { createWalledSandboxes } from "../walls/walled.ts";
import type { Walls } from "../walls/walls.ts";
import { layGround, type ProbeGround } from "./ground.ts";
import type { Attempt, Probe } from "./probe.ts";
import { probes as allProbes } from "./probes.ts";

export interface RunProbesOptions {
  readonly walls: Walls;
  readonly runnerMarker: string;
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  /** Absolute; exists. The ground is laid in it, next to the real workspaces, and taken away again. */
  readonly dataDir: string;
  /** Absolute path of the node program that projects find first. */
  readonly nodePath: string;
  /** Absolute path of Claude Code; null: the probes with it say nothing. */
  readonly claudeCodePath: string | null;
  readonly now: () => Date;
  /** When it is aborted the report has only what was found until then. */
  readonly signal: AbortSignal;
  readonly probes?: readonly Probe[];
}

/** Whose sandboxes are the probes': numbers that no project has. */
const probeNumber = 0;
const otherNumber = -1;

/** How many are tried at a time: a small machine has other things to do when a runner starts. */
const atATime = 2;

const doors = { gateway: null, egress: null } as const;

const openRoomsIn =
  (sandboxesFor: (limits: Partial<Walls["limits"]>) => Sandboxes, folder: string) =>
  async (
    project: string,
    limits: Partial<Walls["limits"]>,
    grant: { readonly attemptMarker: string; readonly programs: readonly string[] },
  ): Promise<Sandbox> => {
    const sandboxes = sandboxesFor(limits);
    const { filesPath, homePath } = await createWorkspace(folder, project, sandboxes.hostUid(probeNumber));
    return sandboxes.open({
      ...grant,
      workspace: { workspacePath: filesPath, homePath },
      sandboxNumber: probeNumber,
      doors,
    });
  };

/** Tries every probe, inside and outside. Throws only where the ground cannot be laid. */
export const runProbes = async (options: RunProbesOptions): Promise<SandboxReport> => {
  const { walls, runnerMarker, hostEnvironment, dataDir, nodePath, claudeCodePath, now, signal } = options;
  const began = now();
  const unwalled = createUnwalledSandboxes({ runnerMarker, hostEnvironment, nodePath });
  const walledWith = (limits: Partial<Walls["limits"]>): Sandboxes =>
    createWalledSandboxes({ runnerMarker, walls: { ...walls, limits: { ...walls.limits, ...limits } } });
  const ground = await layGround({
    walls,
    dataDir,
    hostEnvironment,
    claudeCodePath,
    unwalled,
    otherUid: walledWith({}).hostUid(otherNumber),
  });
  const programs = [ground.program];
  const inside = createRooms("in", programs, openRoomsIn(walledWith, ground.folder));
  const outside = createRooms(
    "out",
    programs,
    openRoomsIn(() => unwalled, `${ground.folder}/host`),
  );
  try {
    const results = await inTurns(options.probes ?? allProbes, signal, (probe) =>
      tryProbe(probe, { ground, inside, outside, signal }),
    );
    const durationMs = Math.round(now().getTime() - began.getTime());
    return { profile: walls.profile, ranAt: began.toISOString(), durationMs, probes: results };
  } finally {
    await Promise.all([inside.close(), outside.close()]);
    await ground.close();
  }
};

const inTurns = async (
  probes: readonly Probe[],
  signal: AbortSignal,
  work: (probe: Probe) => Promise<ProbeResult>,
): Promise<ProbeResult[]> => {
  const results: { readonly index: number; readonly result: ProbeResult }[] = [];
  const waiting = [...probes.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      const [index, probe] = next;
      results.push({ index, result: await work(probe) });
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results.toSorted((one, other) => one.index - other.index).map(({ result }) => result);
};

interface Sites {
  readonly ground: ProbeGround;
  readonly inside: ProbeRooms;
  readonly outside: ProbeRooms;
  readonly signal: AbortSignal;
}

const tryProbe = async (probe: Probe, { ground, inside, outside, signal }: Sites): Promise<ProbeResult> => {
  const { name, title } = probe;
  const notHere = (await probe.notHere?.(ground)) ?? null;
  if (notHere !== null) return { name, title, refused: null, control: null, detail: notHere };
  const tryOnce = (where: "inside" | "outside", rooms: ProbeRooms) =>
    attemptAt(probe, () => probe.attempt(createSite({ where, ground, name, signal, rooms }), ground));
  // What could not be carried out is tried once more: a busy machine is not a hole. What got through stays so.
  const tryAt = async (where: "inside" | "outside", rooms: ProbeRooms) => {
    const first = await tryOnce(where, rooms);
    return "failure" in first && !signal.aborted ? tryOnce(where, rooms) : first;
  };
  const within = await tryAt("inside", inside);
  const without = await tryAt("outside", outside);
  const detail = `Inside: ${inWords(within, ground)}. Outside: ${inWords(without, ground)}.`;
  // What could not be tried was not refused: nobody knows what it would have reached.
  return {
    name,
    title,
    refused: !("failure" in within) && !within.reached,
    control: !("failure" in without) && without.reached,
    detail,
  };
};

type Tried = Attempt | { readonly failure: string };

const attemptAt = async ({ name }: Probe, attempt: () => Promise<Attempt>): Promise<Tried> => {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof NotCarriedOutError) return { failure: error.message };
    return { failure: `${name} failed: ${error instanceof Error ? error.message : String(error)}` };
  }
};

const longestDetail = 160;

/** As ground.ts makes them: another installation on this machine may be trying its sandbox, too. */
const anyCanary = /canary-[0-9a-f]{24}/g;

/** Short, on one line, and without any canary or the ground's own paths. */
const inWords = (tried: Tried, { token, folder }: ProbeGround): string => {
  const said = "failure" in tried ? tried.failure : `${tried.reached ? "reached" : "refused"}; ${tried.detail}`;
  const text = said
    .replaceAll(token, "the canary")
    .replaceAll(anyCanary, "another one")
    .replaceAll(folder, "…")
    .replaceAll(/\s+/g, " ")
    .trim();
  const short = text.length > longestDetail ? `${text.slice(0, longestDetail - 1)}…` : text;
  return short.replace(/[;.\s]+$/, "");
};
