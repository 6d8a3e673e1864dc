import type { ProviderError } from "../../contract/errors.ts";
import type { AttemptReport } from "../../domain/runs/index.ts";

/** The part of a report that says what was used, where no model was asked. */
export const nothingUsed = {
  usage: [],
  usageIsWhole: false,
  processesLeft: null,
} as const satisfies Partial<AttemptReport>;

/** The attempt failed as the provider said. */
export const failed = (
  error: ProviderError,
): { readonly result: Extract<AttemptReport["result"], { type: "failed" }> } => ({
  result: { type: "failed", error },
});

/** Nobody can carry this out: no key, no sign-in. Waits for a person with the fix. */
export const noProvider = (fix: string): AttemptReport => ({
  ...failed({
    class: "authentication",
    message: `No provider can do this now. ${fix}`,
    httpStatus: null,
    retryAfterMs: null,
    resetsAt: null,
  }),
  ...nothingUsed,
});
