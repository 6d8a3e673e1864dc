import { z } from "zod";
import { Operation } from "../../contract/roles.ts";

/**
 * Which part of which story a request belongs to is carried by the base URL, so that nothing is ever guessed from a
 * prompt: `http://127.0.0.1:<port>/s/<scenario>/<OPERATION>/<phaseIndex>/<round>`. Clients append `/v1/messages`.
 */
export const Scope = z.object({
  scenario: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  operation: Operation,
  /** From 0. Plan and report, which belong to no phase, use 0. */
  phaseIndex: z.coerce.number().int().min(0).max(999),
  /** The refinement's number; 0 is the first go. */
  round: z.coerce.number().int().min(0).max(999),
});
export type Scope = z.infer<typeof Scope>;

/** The story of a project's cycle: follow-ups have stories of their own. */
export const scenarioOfCycle = (scenario: string, cycle: number): string =>
  cycle === 1 ? scenario : `${scenario}--cycle-${cycle}`;

const cycleMark = /^(.+)--cycle-(\d+)$/;

/** The other way round. */
export const cycleOfScenario = (scenario: string): { scenario: string; cycle: number } => {
  const [, name, cycle] = cycleMark.exec(scenario) ?? [];
  return name === undefined ? { scenario, cycle: 1 } : { scenario: name, cycle: Number(cycle) };
};

/** @returns the base URL to give to a client, without a trailing slash */
export const scriptedBaseUrl = ({ serverUrl, ...scope }: Scope & { serverUrl: string }): string =>
  `${serverUrl.replace(/\/+$/, "")}${scopePath(scope)}`;

/** The path of a scope, which is also its key in tallies. */
export const scopePath = (scope: Scope): string =>
  `/s/${scope.scenario}/${scope.operation}/${scope.phaseIndex}/${scope.round}`;

export type ScopedPath =
  | { kind: "scoped"; scope: Scope; route: string }
  /** No `/s/…` in front: only the routes that need no story are served there. */
  | { kind: "unscoped"; route: string }
  | { kind: "invalid"; problem: string };

/** Splits a request's path into its scope and the API route behind it. */
export const parseScopedPath = (path: string): ScopedPath => {
  const [, marker, scenario, operation, phaseIndex, round, ...rest] = path.split("/");
  if (marker !== "s") return { kind: "unscoped", route: path };
  const digits = /^\d+$/;
  if (!digits.test(phaseIndex ?? "") || !digits.test(round ?? "")) {
    return { kind: "invalid", problem: "expected /s/<scenario>/<OPERATION>/<phaseIndex>/<round>/…" };
  }
  const parsed = Scope.safeParse({ scenario, operation, phaseIndex, round });
  return parsed.success
    ? { kind: "scoped", scope: parsed.data, route: `/${rest.join("/")}` }
    : { kind: "invalid", problem: z.prettifyError(parsed.error) };
};
