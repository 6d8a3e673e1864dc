import type { Logger } from "pino";
import type { Domain } from "../domain/domain.ts";
import type { Env } from "../platform/env.ts";
import type { AgentProvider, AnalysisProvider } from "../providers/provider.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";

/** What one runner process works with; built in main.ts, given to every step. */
export interface RunnerContext {
  readonly domain: Domain;
  readonly env: Env;
  /** Of which children get an explicit few names (sandbox/environment.ts). */
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  readonly runnerId: string;
  /** 0-1; for jitter. */
  readonly random: () => number;
  readonly sandbox: Sandbox;
  readonly leases: LeaseKeeper;
  /** Carries out the Developer's assignments. */
  readonly agentProvider: AgentProvider;
  readonly analysisProviders: {
    /** For an API key and for the scripted model. */
    readonly messagesApi: AnalysisProvider;
    /** For an owner who only has a subscription. */
    readonly claudeCode: AnalysisProvider;
  };
  /** Where this runner's scripted model listens. */
  readonly scriptedUrl: string;
}
