import type { Readable, Writable } from "node:stream";
import type { ProcessEntry } from "./process-table.ts";

/**
 * The one door through which the product starts anything for an agent or in an agent-written directory. There is one
 * sandbox per attempt; every process of the attempt (Claude Code itself, git, the project's own checks) is started in
 * it. How much of the machine those processes see is decided here and nowhere else.
 */
export interface Sandbox {
  /** How things are called for the processes inside. */
  readonly inside: InsidePaths;
  /** What the same things are called on the host. Below them an agent may have written anything: read with care. */
  readonly host: HostPaths;
  /** The whole environment that a process begins with; callers add to it, nothing of the server's own is in it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Never throws: a process that cannot be started says so in `exited`. */
  start(options: ProcessOptions): SandboxedProcess;
  /** Whether a program of this name is to be had inside. */
  hasCommand(name: string): Promise<boolean>;
  /** Whether any process of this attempt runs. */
  isBusy(): Promise<boolean>;
  /** Kills every process of the attempt. Resolves within 2 s with the number left (0). */
  end(): Promise<number>;
}

export interface InsidePaths {
  readonly workspacePath: string;
  readonly homePath: string;
  /** TMPDIR. Behind walls it is private to each start and gone with it. */
  readonly temporaryPath: string;
  /** Where model calls go; null where the attempt was given no gateway. */
  readonly gatewayUrl: string | null;
  /** Where a program of the host that was granted (SandboxGrant.programs) is inside. @throws for one that was not */
  program(hostPath: string): string;
}

export interface HostPaths {
  readonly workspacePath: string;
  readonly homePath: string;
}

/** The ways out of a sandbox. A process gets those that it asks for, if the attempt was granted them. */
export type DoorName = "gateway" | "egress";

/** Where the host side of a door listens. */
export type DoorAddress =
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "loopback"; readonly url: string };

/** What one attempt's processes may see and use. */
export interface SandboxGrant {
  /** Marks every process of the attempt (see process-marker.ts), so that none can outlive its runner unseen. */
  readonly attemptMarker: string;
  /** Absolute host paths; both are writable inside. */
  readonly workspace: HostPaths;
  /** Project.sandboxNumber: whose user id it is in the service profile. */
  readonly sandboxNumber: number;
  readonly doors: Readonly<Record<DoorName, DoorAddress | null>>;
  /** Absolute host paths of programs that the product itself brings along (Claude Code). */
  readonly programs: readonly string[];
  /** Further folders of the host, read-only and where they are inside. Without walls they are not moved anywhere. */
  readonly folders?: readonly { readonly host: string; readonly inside: string }[];
  /** Whether the workspace can only be read; it can be written unless told. */
  readonly workspaceReadOnly?: boolean;
  /** Bytes of memory in place of the installation's limit, where that is more. */
  readonly memoryBytes?: number;
}

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute, as seen inside. */
  readonly cwd: string;
  /** The whole environment of the process; begin with `sandbox.environment`. */
  readonly env: Readonly<Record<string, string>>;
  readonly doors: readonly DoorName[];
}

export interface ProcessExit {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The system's code when it could not be started at all (ENOENT, EACCES, E2BIG …). */
  readonly startError: string | null;
}

export interface SandboxedProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Kills it and everything it has started. Resolves within 2 s with the number of processes left (0). */
  end(): Promise<number>;
}

/** A runner's sandboxes. */
export interface Sandboxes {
  /** Which kind of door a sandbox of this kind can use. */
  readonly doorKind: DoorAddress["kind"];
  /** Whose the files of a project are on the host; null where every project's are the runner's own. */
  hostUid(sandboxNumber: number): number | null;
  open(grant: SandboxGrant): Promise<Sandbox>;
  /** Kills every process of an attempt, whoever started it. Resolves within 2 s with the number left (0). */
  endProcessTree(attemptMarker: string): Promise<number>;
  /** Everything that this runner has started and that still runs, by process id. */
  listMarked(): Promise<readonly ProcessEntry[]>;
}
