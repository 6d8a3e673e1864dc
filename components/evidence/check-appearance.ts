import { CircleCheck, CircleX, Clock3, Ban, type LucideIcon } from "lucide-react";
import type { CheckResult } from "../../server/contract/outputs.ts";
import { formatNumberOf } from "../ui/format.ts";
import type { Tone } from "../ui/tone.ts";

/** How the outcome of a check looks. */
export const checkAppearance = {
  passed: { label: "Passed", tone: "done", icon: CircleCheck },
  failed: { label: "Failed", tone: "failed", icon: CircleX },
  timed_out: { label: "Timed out", tone: "failed", icon: Clock3 },
  not_started: { label: "Not started", tone: "needs", icon: Ban },
} as const satisfies Record<CheckResult["outcome"], { label: string; tone: Tone; icon: LucideIcon }>;

/** What a check found, in a few words: its counts where the test runner printed any, else its exit status. */
export const checkWords = ({ outcome, testsPassed, testsFailed, exitStatus }: CheckResult): string => {
  if (testsPassed !== null || testsFailed !== null) {
    const failed = testsFailed ?? 0;
    const all = failed + (testsPassed ?? 0);
    return failed > 0 ? `${failed} of ${formatNumberOf(all, "test")} failed` : `${formatNumberOf(all, "test")} passed`;
  }
  if (outcome === "timed_out") return "stopped at the time limit";
  if (outcome === "not_started") return "could not be started";
  return exitStatus === null ? "" : `exit status ${exitStatus}`;
};
