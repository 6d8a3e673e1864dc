import type { Scope } from "../base-url.ts";
import type { RoundScript, Scenario } from "../scenario.ts";
import { improvisedRound } from "../scenarios/improvised.ts";

/** The script of a round; the last one written repeats for further rounds. What a person added to the plan is improvised. */
export const roundOf = (scenario: Scenario, scope: Scope): RoundScript => {
  const phase = scenario.phases[scope.phaseIndex];
  if (phase === undefined) return improvisedRound(`phase-${scope.phaseIndex + 1}`);
  return phase.rounds[Math.min(scope.round, phase.rounds.length - 1)] ?? phase.rounds[0];
};
