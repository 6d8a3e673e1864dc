import { symlink } from "node:fs/promises";
import path from "node:path";
import type { ProviderError } from "../contract/errors.ts";
import { operations } from "../contract/roles.ts";
import { projectEgressHosts, type Phase, type Project } from "../domain/projects/index.ts";
import type { Lease } from "../domain/runs/index.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import type { Admission, GatewayDoor, GatewayGrant } from "../gateway/gateway.ts";
import type { EgressDoor, RefusedHost } from "../egress/egress.ts";
import type { ProviderAccount } from "../providers/provider.ts";
import { createWorkspace } from "../sandbox/create-workspace.ts";
import type { Sandbox, SandboxGrant } from "../sandbox/sandbox.ts";
import { layout } from "../sandbox/walls/layout.ts";
import { workspacePaths, type WorkspacePaths } from "../sandbox/workspace-files.ts";
import type { BudgetGuard } from "./budget-guard.ts";
import type { RunAccount } from "./account-for-run.ts";
import { modelCallsOf, type ModelCalls } from "./model-calls.ts";
import { toolKit } from "./tools/tool-kit.ts";
import type { RunnerContext } from "./runner-context.ts";
import type { ProjectSandboxes } from "./sandboxing.ts";

/** There are no walls for this project on this machine, so nothing is started for it. */
export class NoSandboxError extends Error {
  override readonly name = "NoSandboxError";
}

/** Where one attempt works: its workspace, its sandbox, and the doors out of it. Everything is made when first used. */
export interface AttemptRoom {
  readonly workspace: WorkspacePaths;
  /** Whether there are walls around it; null where nothing may be started. The same for the whole attempt. */
  walled(): Promise<boolean | null>;
  /** @throws NoSandboxError */
  sandbox(): Promise<Sandbox>;
  /** How a program inside presents itself to the gateway. Only with a gateway. */
  accountInside(who: RunAccount): Promise<ProviderAccount>;
  /**
   * How a client of the runner's own presents itself to the gateway, on a door of its own and without a sandbox: its
   * calls are admitted, metered and paid for like those from inside.
   */
  accountBeside(account: ProviderAccount): Promise<ProviderAccount>;
  /** What became of the last call, where it did not end well, as the gateway saw it; null where it did. */
  lastError(): ProviderError | null;
  /** Whether whoever works was called. A process that resumes may carry out tools before its first call. */
  hasAsked(): boolean;
  /** Whether whoever works has answered a call to its end. */
  hasAnswered(): boolean;
  /** Admits no further call, whoever works: a session that wants to make one ends there, with all that was done in it. */
  endCalls(): void;
  /**
   * Ends every process of the attempt, then the doors: all its calls and refused hosts are written down afterwards.
   * @returns the number of processes left (0)
   */
  close(): Promise<number>;
  /** When nothing more is said of the attempt: its token, which opens nothing any more, need not be known any longer. */
  forget(): void;
}

export interface AttemptRoomOptions {
  readonly lease: Lease;
  readonly project: Project;
  readonly phases: readonly Phase[];
  /** Hears of calls that begin, end, and are refused for want of money. */
  readonly money: BudgetGuard;
  /** Called when its sandbox is there: processes may run from now on. */
  readonly onOpened: () => void;
  /** Awaited before the attempt ends, so that what is said of it stands in its log. What it throws is logged. */
  readonly onHostRefused: (refused: RefusedHost) => Promise<void>;
}

interface Opened {
  readonly sandbox: Sandbox;
  readonly gateway: GatewayDoor | null;
  readonly egress: EgressDoor | null;
}

const noFurtherCall = {
  admitted: false,
  status: 403,
  type: "permission_error",
  message: "This session is ending here; another one goes on with it.",
} as const satisfies Admission;

export const createAttemptRoom = (context: RunnerContext, options: AttemptRoomOptions): AttemptRoom => {
  const { lease, project } = options;
  const { env, sandboxing, gateway, egress, domain, claudeCodePath, log } = context;
  const workspace = workspacePaths(env.SPIRAL_DATA_DIR, project.id);

  let decided: Promise<ProjectSandboxes> | null = null;
  const decision = (): Promise<ProjectSandboxes> => (decided ??= sandboxing.forProject(project));

  // One after the other, in the order in which they were refused.
  let told = Promise.resolve();
  const tell = (refused: RefusedHost): void => {
    told = told
      .then(() => options.onHostRefused(refused))
      .catch((error: unknown) => log.warn({ err: error, ...refused }, "A refused host could not be written down"));
  };

  let served: RunAccount | null = null;
  const forgetTokens: (() => void)[] = [];
  let lastError: ProviderError | null = null;
  let hasAsked = false;
  let hasAnswered = false;
  let callsEnded = false;
  const openGateway = async (how: GatewayDoor["address"]["kind"]): Promise<GatewayDoor | null> => {
    const modelCalls = modelCallsOfAttempt(context, options, () => (served?.account.kind === "local" ? served : null));
    if (modelCalls === null) return null;
    const onEnded: GatewayGrant["onEnded"] = async (call) => {
      if (call.endpoint === "messages") {
        lastError = call.error;
        hasAnswered ||= call.outcome === "COMPLETED";
      }
      await modelCalls.onEnded(call);
    };
    const admit: GatewayGrant["admit"] = async (call) => {
      if (call.endpoint === "messages") hasAsked = true;
      if (callsEnded) return noFurtherCall;
      const admission = await modelCalls.admit(call);
      if (call.endpoint === "messages" && !admission.admitted && admission.error) lastError = admission.error;
      return admission;
    };
    const onNotCarried: GatewayGrant["onNotCarried"] = (endpoint, error) => {
      if (endpoint === "messages") lastError = error;
    };
    const door = await gateway.open({ ...modelCalls, admit, onEnded, onNotCarried }, how);
    forgetTokens.push(knownSecrets().remember(door.token));
    return door;
  };
  const open = async (): Promise<Opened> => {
    const found = await decision();
    if (found.sandboxes === null) {
      throw new NoSandboxError(`Agents run only in a sandbox, and there is none. ${found.detail} ${found.fix}`);
    }
    const { sandboxes } = found;
    await createWorkspace(env.SPIRAL_DATA_DIR, project.id, sandboxes.hostUid(project.sandboxNumber));
    const hosts = await projectEgressHosts(domain, project.id);
    // Without walls nothing keeps processes from the network, and a way around nothing is no use.
    const egressDoor =
      hosts.length === 0 || !found.walled ? null : await egress.open({ hosts, onRefused: tell }, sandboxes.doorKind);
    const gatewayDoor = await openGateway(sandboxes.doorKind);
    const sandbox = await sandboxes.open({
      attemptMarker: lease.attemptId,
      workspace: { workspacePath: workspace.filesPath, homePath: workspace.homePath },
      sandboxNumber: project.sandboxNumber,
      doors: { gateway: gatewayDoor?.address ?? null, egress: egressDoor?.address ?? null },
      programs: claudeCodePath === null ? [] : [claudeCodePath],
      folders: await packagesFor(project, workspace, found.walled),
    });
    options.onOpened();
    return { sandbox, gateway: gatewayDoor, egress: egressDoor };
  };

  /** Who builds a tool has the packages that tools are written with, where the tool itself will have them. */
  const packagesFor = async (
    { buildsRequestId }: Project,
    { filesPath }: WorkspacePaths,
    walled: boolean,
  ): Promise<NonNullable<SandboxGrant["folders"]>> => {
    if (buildsRequestId === null) return [];
    const host = await toolKit(env.SPIRAL_DATA_DIR);
    if (walled) return [{ host, inside: layout.packages }];
    await symlink(host, path.join(path.dirname(filesPath), "node_modules")).catch(() => undefined);
    return [];
  };

  // One sandbox per attempt, whoever asks first.
  let opened: Promise<Opened> | null = null;
  const room = (): Promise<Opened> => (opened ??= open());
  let beside: Promise<GatewayDoor | null> | null = null;
  return {
    workspace,
    async walled() {
      const found = await decision();
      return found.sandboxes === null ? null : found.walled;
    },
    sandbox: async () => (await room()).sandbox,
    async accountInside(who) {
      const { kind, contextTokens } = who.account;
      served = who;
      // What another one was refused with says nothing about who works from here on.
      lastError = null;
      hasAsked = false;
      hasAnswered = false;
      const { sandbox, gateway: door } = await room();
      return {
        kind,
        baseUrl: sandbox.inside.gatewayUrl,
        credential: door?.token ?? null,
        ...(contextTokens === undefined ? {} : { contextTokens }),
      };
    },
    async accountBeside({ kind }) {
      const door = await (beside ??= openGateway("loopback"));
      if (door?.address.kind !== "loopback") throw new Error("This attempt has no door for a client of its own.");
      return { kind, baseUrl: door.address.url, addresses: "private", credential: door.token };
    },
    lastError: () => lastError,
    hasAsked: () => hasAsked,
    hasAnswered: () => hasAnswered,
    endCalls: () => {
      callsEnded = true;
    },
    async close() {
      const door = await beside?.catch(() => null);
      await door?.close();
      const made = await opened?.catch(() => null);
      if (!made) return 0;
      const left = await made.sandbox.end();
      await Promise.all([made.gateway?.close(), made.egress?.close()]);
      await told;
      return left;
    },
    forget: () => {
      for (const forget of forgetTokens) forget();
    },
  };
};

/** Null where the attempt starts no program that calls a model: checks and commits are the runner's own. */
const modelCallsOfAttempt = (
  { domain, scriptedUrl, ownerCredential }: RunnerContext,
  { lease, project, phases, money }: AttemptRoomOptions,
  local: () => RunAccount | null,
): ModelCalls | null => {
  const { operation, round, runId } = lease;
  if (operations[operation].role === null) return null;
  const phaseIndex = Math.max(
    0,
    phases.findIndex(({ id }) => id === lease.phaseId),
  );
  const phase = phases.find(({ id }) => id === lease.phaseId) ?? null;
  const question = { scriptedUrl, project, operation, phaseIndex, round, phase, runId };
  return modelCallsOf({ domain, lease, question, local, ownerCredential, money });
};
