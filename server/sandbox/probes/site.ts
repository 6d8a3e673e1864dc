import path from "node:path";
import type { ProcessOptions, Sandbox, SandboxedProcess, SandboxGrant } from "../sandbox.ts";
import { runCommand } from "../run-command.ts";
import type { SandboxLimits } from "../walls/limits.ts";
import type { ProbeGround } from "./ground.ts";

/** The attempt itself failed, so nothing is known of what it would have reached. */
export class NotCarriedOutError extends Error {
  override readonly name = "NotCarriedOutError";
}

export interface ScriptOptions {
  /** For /bin/sh, in a folder of the probe's own in the workspace. Nothing in it may end the shell. */
  readonly script: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of a sandbox of its own; nothing limits what is tried outside. */
  readonly limits?: Partial<SandboxLimits>;
  /** What it says in any case: without it the attempt was none, because a program of it did not start. */
  readonly says?: RegExp;
  /** Being killed half-way is one of the things that may happen to it. */
  readonly mayBeKilled?: boolean;
  /** Host paths of further programs that are granted. */
  readonly programs?: readonly string[];
  /** Whose workspace; the one that most probes share unless told. */
  readonly project?: string;
}

/** One of the two places where a probe is tried. */
export interface ProbeSite {
  readonly where: "inside" | "outside";
  /** Of the probe. */
  readonly name: string;
  /** What it leaves in the host's `outside` folder is called so. */
  readonly plant: string;
  /** @returns what it wrote. @throws NotCarriedOutError when it did not run to its end */
  script(options: ScriptOptions): Promise<string>;
  /** Starts a script whose end the probe watches for itself. */
  start(options: ScriptOptions): Promise<SandboxedProcess>;
  /** The workspace on the host. */
  workspaceOnHost(project?: string): Promise<string>;
  /** What a granted program is called here. */
  program(hostPath: string): Promise<string>;
  /** The output of something that several probes look at, carried out once. */
  shared(what: string, work: () => Promise<string>): Promise<string>;
}

export interface SiteOptions {
  readonly where: ProbeSite["where"];
  readonly ground: ProbeGround;
  /** The name of the probe: its folder in the workspace, and what it plants. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly rooms: ProbeRooms;
}

/** The sandboxes of one site, opened when they are first needed. */
export interface ProbeRooms {
  open(options: Pick<ScriptOptions, "limits" | "programs" | "project">): Promise<Sandbox>;
  shared(what: string, work: () => Promise<string>): Promise<string>;
  close(): Promise<void>;
}

export type OpenRoom = (
  project: string,
  limits: Partial<SandboxLimits>,
  grant: Pick<SandboxGrant, "attemptMarker" | "programs">,
) => Promise<Sandbox>;

/** What most probes work in. */
const sharedProject = "prj_probe";
const noLimits: Partial<SandboxLimits> = {};

export const createRooms = (prefix: string, programs: readonly string[], openRoom: OpenRoom): ProbeRooms => {
  const rooms = new Map<string, Promise<Sandbox>>();
  const works = new Map<string, Promise<string>>();
  return {
    open({ limits = noLimits, programs: more = [], project = sharedProject }) {
      const key = JSON.stringify([project, limits, more]);
      const found = rooms.get(key);
      if (found !== undefined) return found;
      const attemptMarker = `probe-${prefix}-${rooms.size}`;
      const room = openRoom(project, limits, { attemptMarker, programs: [...programs, ...more] });
      rooms.set(key, room);
      return room;
    },
    shared(what, work) {
      const found = works.get(what) ?? work();
      works.set(what, found);
      return found;
    },
    async close() {
      const opened = await Promise.allSettled(rooms.values());
      await Promise.all(opened.flatMap((room) => (room.status === "fulfilled" ? [room.value.end()] : [])));
    },
  };
};

/** Longer than anything takes on a machine under load. */
const timeoutMs = 60_000;
const [began, ended] = ["probe-began", "probe-ended"];

/** What a probe leaves in the host's `outside` folder is called so. */
export const plantOf = (where: ProbeSite["where"], name: string): string => `${name}-${where}`;

/** Variables that scripts may use. Those with paths name the same thing on the host, but for the workspace's own. */
const variables = (sandbox: Sandbox, { where, name, ground }: SiteOptions): Record<string, string> => ({
  PROBE_NAME: name,
  PROBE_PLANT: plantOf(where, name),
  PROBE_WORKSPACE: sandbox.inside.workspacePath,
  PROBE_HERE: path.join(sandbox.inside.workspacePath, name),
  PROBE_PROGRAM: sandbox.inside.program(ground.program),
  PROBE_OTHER: ground.otherFiles,
  PROBE_PROJECTS: ground.projects,
  PROBE_SERVER_FILE: ground.serverFile,
  PROBE_OUTSIDE: ground.outside,
  PROBE_TEMPORARY_FILE: ground.temporaryFile,
  PROBE_SHARED_MEMORY_FILE: ground.sharedMemoryFile ?? "",
});

const processOptions = (sandbox: Sandbox, site: SiteOptions, options: ScriptOptions): ProcessOptions => {
  const script = `mkdir -p "$PROBE_HERE" && cd "$PROBE_HERE" && echo ${began} && {\n${options.script}\n}\necho ${ended}`;
  return {
    command: "/bin/sh",
    args: ["-c", script],
    cwd: sandbox.inside.workspacePath,
    env: { ...sandbox.environment, ...variables(sandbox, site), ...options.env },
    doors: [],
  };
};

export const createSite = (site: SiteOptions): ProbeSite => {
  const { where, name, ground, rooms, signal } = site;
  return {
    where,
    name,
    plant: plantOf(where, name),
    async script(options) {
      const sandbox = await rooms.open(options);
      const result = await runCommand(sandbox, {
        ...processOptions(sandbox, site, options),
        timeoutMs,
        signal,
        maxOutputBytes: 64 * 1024,
        streams: "merged",
        leftovers: "end",
      });
      const { output } = result;
      const ran = output.includes(ended) || (options.mayBeKilled === true && output.includes(began));
      const tried = options.says?.test(output) ?? true;
      if (ran && tried && result.outcome === "exited") return output.replace(began, "").replace(ended, "").trim();
      const how = result.outcome === "exited" ? `exit status ${result.exitStatus ?? "none"}` : result.outcome;
      throw new NotCarriedOutError(
        `it ${ran ? "did not do what it should" : "did not run to its end"} (${how.replaceAll("_", " ")}): ${output.trim()}`,
      );
    },
    async start(options) {
      const sandbox = await rooms.open(options);
      return sandbox.start(processOptions(sandbox, site, options));
    },
    workspaceOnHost: async (project) => (await rooms.open(project === undefined ? {} : { project })).host.workspacePath,
    program: async (hostPath) =>
      hostPath === ground.program
        ? (await rooms.open({})).inside.program(hostPath)
        : (await rooms.open({ programs: [hostPath] })).inside.program(hostPath),
    shared: (what, work) => rooms.shared(what, work),
  };
};
