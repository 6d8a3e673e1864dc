import { z } from "zod";
import type { ProviderError, ProviderErrorClass } from "../../contract/errors.ts";
import type { SwitchReason } from "../../contract/fallback.ts";
import { familyOfWindow } from "../../contract/rate-limits.ts";
import { endOfWindow } from "../runs/index.ts";

const tripReasons = ["quota", "overloaded", "network", "no_account"] as const satisfies readonly SwitchReason[];
export const TripReason = z.enum(tripReasons);
type TripReason = z.infer<typeof TripReason>;

/** How an account's breaker reacts to a failed attempt. */
export interface Trip {
  readonly reason: TripReason;
  /** For all models of the account, or for the family of the one that failed. */
  readonly scope: "all" | "family";
  readonly until: Date;
}

/** Failed attempts in a row, this one included, after which a service that does not answer counts as gone. */
const patience = 2;
/** A pause that a service asks for and that is longer is not waited for. */
const longestWaitMs = 60_000;
/** Between two tries of a service that is overloaded or away, by how often it was in a row. */
const probeMinutes = [5, 10, 20, 40, 60] as const;

/** A tenth more or less: a service that is away by the clock must not be met by the same clock. */
export const nextProbe = ({
  opened,
  now,
  random,
}: {
  readonly opened: number;
  readonly now: Date;
  readonly random: () => number;
}): Date => {
  const minutes = probeMinutes[Math.min(opened, probeMinutes.length - 1)] ?? 60;
  return new Date(now.getTime() + minutes * 60_000 * (0.9 + random() * 0.2));
};

/**
 * Whether a failure of Claude's opens its breaker, and until when. By classes only, which come from types, status codes
 * and headers: what a model writes is never looked at.
 *
 * @param failures attempts that failed in a row, this one included
 * @param opened how often the breaker has opened in a row before
 * @param tries it is the one that tries while all others stay away: one failure of the service's says that it is not over
 * @param random 0-1; many projects must not come back in the same second
 * @returns null where it stays closed: the failure is not the service's, or it is too early to say
 */
export const tripFor = (
  error: ProviderError,
  {
    failures,
    opened,
    tries = false,
    now,
    random,
  }: { failures: number; opened: number; tries?: boolean; now: Date; random: () => number },
): Trip | null => {
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  const probe = nextProbe({ opened, now, random });
  const pauseMs = error.retryAfterMs ?? 0;
  switch (error.class) {
    case "quota": {
      const end = endOfWindow(error, { opened, now });
      // 30 to 90 seconds after its end, less where the window is short.
      const remaining = end.getTime() - now.getTime();
      const jitter = Math.min(remaining * 0.1, 30_000 + random() * 60_000);
      const scope = isFamilyLimit(error) ? "family" : "all";
      return { reason: "quota", scope, until: new Date(end.getTime() + jitter) };
    }
    // A pause that fits is waited for by the retry.
    case "throttled":
      if (tries) return { reason: "overloaded", scope: "family", until: later(probe, after(pauseMs)) };
      return pauseMs > longestWaitMs || failures > patience
        ? { reason: "overloaded", scope: "family", until: after(Math.max(pauseMs, 60_000)) }
        : null;
    case "overloaded":
      return tries || pauseMs > longestWaitMs || failures >= patience
        ? { reason: "overloaded", scope: "family", until: later(probe, after(pauseMs)) }
        : null;
    case "network":
    case "timeout":
      return tries || failures >= patience ? { reason: "network", scope: "all", until: probe } : null;
    // What stands in between Claude and here says nothing of Claude.
    case "malformed_response":
      return tries && isSomeoneElses(error) ? { reason: "network", scope: "all", until: probe } : null;
    // Whoever pays has to act: no other model makes a wrong key right.
    case "spend_limit":
    case "authentication":
    case "model_not_found":
    // These would fail elsewhere, too.
    case "context_too_long":
    case "invalid_request":
    case "refused":
    // And these are not the service's.
    case "run_limit":
    case "process_died":
    case "no_account":
    case "no_local_model":
    case "not_installed":
    case "not_carried":
    case "no_sandbox":
    case "out_of_space":
    case "import_failed":
      return null;
  }
};

/** Failures of this machine's, which may have come before Claude was asked anything. */
const ours: readonly ProviderErrorClass[] = [
  "process_died",
  "no_account",
  "no_local_model",
  "not_installed",
  "not_carried",
  "no_sandbox",
  "out_of_space",
  "import_failed",
];

/**
 * Whether only a person can mend it, for whom it stops who tried; nobody knows yet whether the service would answer. The
 * gateway may have said so itself: a sign-in that has expired is not sent to anybody.
 */
export const needsPerson = ({ class: cls }: Pick<ProviderError, "class">): boolean =>
  cls === "authentication" || cls === "spend_limit";

/** Whether an attempt that the service has not failed says that it answers. */
export const showsAnAnswer = (error: ProviderError | null): boolean => error === null || !ours.includes(error.class);

/** What a model hands in has no status of its own. */
const isSomeoneElses = ({ class: cls, httpStatus }: ProviderError): boolean =>
  cls === "malformed_response" && httpStatus !== null;

const later = (a: Date, b: Date): Date => (a > b ? a : b);

/** Whether only one family of models is at its limit: then another of Claude's models may go on. */
export const isFamilyLimit = ({ class: cls, window }: ProviderError): boolean =>
  cls === "quota" && familyOfWindow(window ?? "") !== null;
