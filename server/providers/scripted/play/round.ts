import type { Scope } from "../base-url.ts";
import { ApiRefusal } from "../protocol/api-error.ts";
import type { RoundScript, Scenario } from "../scenario.ts";

/**
 * The script of a round; the last one written repeats for further rounds.
 * @throws ApiRefusal (404) for a phase that the story does not have
 */
export const roundOf = (scenario: Scenario, scope: Scope): RoundScript => {
  const phase = scenario.phases[scope.phaseIndex];
  if (phase === undefined) {
    const known = `${scenario.phases.length} phase${scenario.phases.length === 1 ? "" : "s"}`;
    throw new ApiRefusal(
      "not_found_error",
      `The scenario "${scenario.id}" has ${known}; phase index ${scope.phaseIndex} is not among them.`,
    );
  }
  return phase.rounds[Math.min(scope.round, phase.rounds.length - 1)] ?? phase.rounds[0];
};
