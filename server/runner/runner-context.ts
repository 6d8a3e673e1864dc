import type { Logger } from "pino";
import type { Domain } from "../domain/domain.ts";
import type { Env } from "../platform/env.ts";
import type { AgentProvider, AnalysisProvider } from "../providers/provider.ts";
import type { Egress } from "../egress/egress.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Bell } from "./bell.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import type { Sandboxing } from "./sandboxing.ts";

/** What one runner process works with; built in main.ts, given to every step. */
export interface RunnerContext {
  readonly domain: Domain;
  readonly env: Env;
  /** Says where the owner's own sign-in is; nothing of it reaches an agent. */
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  readonly runnerId: string;
  /** 0-1; for jitter. */
  readonly random: () => number;
  readonly sandboxing: Sandboxing;
  /** Absolute; a folder that lives as long as this runner, and is cleared away after one that died. */
  readonly runtimePath: string;
  /** Ends every process of an attempt of this runner. @returns how many are left (0) */
  readonly endProcessTree: (attemptId: string) => Promise<number>;
  /** Through which the programs of agents reach a model. */
  readonly gateway: Gateway;
  /** Through which they reach the hosts that their project allows. */
  readonly egress: Egress;
  /** Absolute path on the host; null when there is none. */
  readonly claudeCodePath: string | null;
  readonly leases: LeaseKeeper;
  /** Rings when a person has answered something that a process may wait for. */
  readonly answers: Bell;
  /** Carries out the Developer's assignments. */
  readonly agentProvider: AgentProvider;
  readonly analysisProviders: {
    /** For an API key and for the scripted model. */
    readonly messagesApi: AnalysisProvider;
    /** For an owner who only has a subscription. */
    readonly claudeCode: AnalysisProvider;
    /** For local models. */
    readonly ollama: AnalysisProvider;
  };
  /** The subscription of the machine's owner, as their own Claude Code keeps it; null when it cannot be used now. */
  readonly ownerCredential: () => Promise<string | null>;
  /** Where this runner's scripted model listens. */
  readonly scriptedUrl: string;
}
