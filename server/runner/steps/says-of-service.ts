import { needsPerson } from "../../domain/fallback/index.ts";
import type { AttemptResult } from "../../domain/runs/index.ts";
import { unreachable } from "../../platform/errors.ts";
import type { AttemptRoom } from "../attempt-room.ts";

/**
 * Whether how a session ended says anything of the service that was to answer it. A process that resumes carries out tools
 * before its first call: it may end, or use up its time, without having asked anybody. Nor has anybody answered a call that
 * is under way when the time is up.
 */
export const saysOfService = (
  result: AttemptResult,
  { hasAsked, hasAnswered }: Pick<AttemptRoom, "hasAsked" | "hasAnswered">,
): boolean => {
  switch (result.type) {
    case "succeeded":
      return true;
    case "failed":
      // A program that is not let in says so before its first call.
      if (needsPerson(result.error)) return true;
      return result.error.class === "run_limit" ? hasAnswered() : hasAsked();
    case "asks_permission":
    case "asks_for_tool":
    case "out_of_budget":
    case "released":
      return hasAnswered();
    default:
      return unreachable(result);
  }
};
