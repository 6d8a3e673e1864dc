import { z } from "zod";
import { AgentRole } from "./roles.ts";

/**
 * A request is one assignment of an agent, a run, however many calls it makes and however often it is resumed. Each agent
 * has so many of them in a project (R12); what the runner does itself, such as checks, takes none.
 */
export const requestRange = { min: 1, max: 1_000 } as const;

const words = `Enter a whole number from ${requestRange.min} to ${requestRange.max.toLocaleString("en")}.`;
export const RequestLimit = z.int(words).min(requestRange.min, words).max(requestRange.max, words);

/** How many requests each agent of a project has. */
export const RequestLimits = z.record(AgentRole, RequestLimit);
export type RequestLimits = z.infer<typeof RequestLimits>;

/** What an agent has used of its requests in a project. */
export interface RequestsOfAgent {
  readonly used: number;
  readonly limit: number;
}

/** What agents use in the projects that are under way. */
export interface AgentRequestsView {
  /** What a new project gives them. */
  readonly standard: RequestLimits;
  readonly projects: readonly {
    readonly id: string;
    readonly title: string;
    readonly requests: Readonly<Record<AgentRole, RequestsOfAgent>>;
  }[];
}
