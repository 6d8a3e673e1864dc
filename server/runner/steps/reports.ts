import type { ProviderError } from "../../contract/errors.ts";
import type { AttemptReport } from "../../domain/runs/index.ts";
import type { Nobody } from "../account-for-run.ts";

/** The part of a report that says what was used, where no model was asked. */
export const nothingUsed = {
  usage: [],
  usageIsWhole: false,
  asked: null,
  processesLeft: null,
} as const satisfies Partial<AttemptReport>;

/** The attempt failed as the provider said. */
export const failed = (
  error: ProviderError,
): { readonly result: Extract<AttemptReport["result"], { type: "failed" }> } => ({
  result: { type: "failed", error },
});

/** Nobody can carry this out now: no account, or a limit until some time. */
export const nobodyWorks = ({ error, waitsFor }: Nobody): AttemptReport => ({
  ...failed(error),
  ...nothingUsed,
  ...(waitsFor !== undefined && { waitsFor }),
});
