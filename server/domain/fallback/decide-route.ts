import {
  isReturn,
  type AwayReason,
  type FallbackMode,
  type ProviderWish,
  type SwitchReason,
} from "../../contract/fallback.ts";

/** Whether an account can be asked: the newest word of its breakers. */
export type BreakerView =
  | { readonly state: "closed" }
  /** Not before `until`; then one run tries. */
  | {
      readonly state: "open";
      /** Whether all of the account's models are concerned, or a family. */
      readonly scope: "all" | "family";
      readonly reason: SwitchReason;
      readonly message: string;
      readonly until: Date;
      /** Another run is trying it; `until` is when that is given up. */
      readonly tried: boolean;
      /** Something else in the way is due: whoever asks although this limit is near is the one that tries. */
      readonly due: boolean;
    };

export interface RouteFacts {
  /** There is an account of Claude's that this project may use. */
  readonly claude: boolean;
  /** There is a local model that has passed its check (for a private project: on this machine). */
  readonly local: boolean;
  readonly mode: FallbackMode;
  /** Claude has worked on it before: a local model takes its place. */
  readonly claudes: boolean;
  readonly wish: ProviderWish | null;
  readonly private: boolean;
  readonly breaker: BreakerView;
  readonly now: Date;
}

/** Who carries out an assignment. */
export type Route =
  /**
   * `probe`: the breaker is due, so this is the one that tries; whoever cannot be that one asks again as `refused`.
   * `wanted`: a person wants it there.
   */
  | { readonly to: "claude"; readonly probe: boolean; readonly wanted: boolean }
  /** `why` null: there is nobody else. */
  | { readonly to: "local"; readonly why: AwayReason | null; readonly until: Date | null }
  /** `outage`: its service is away; false: it is at a limit. */
  | { readonly to: "wait"; readonly message: string; readonly until: Date; readonly outage: boolean }
  | { readonly to: "nobody"; readonly because: "private" | "wish" | "no_account" };

const stay = (why: Extract<Route, { to: "local" }>["why"], until: Date | null = null): Route => ({
  to: "local",
  why,
  until,
});

/**
 * Decides where an assignment goes. Pure: the facts are looked up, and what it says is carried out, elsewhere. A private
 * project is never answered with Claude, whatever else is said; a person's wish comes next; then what works.
 */
export const decideRoute = (facts: RouteFacts): Route => {
  const { claude, claudes, local, mode, wish, breaker, now } = facts;
  if (facts.private) return local ? stay("private") : { to: "nobody", because: "private" };
  if (wish === "local") return local ? stay("wish") : { to: "nobody", because: "wish" };
  // A mode that keeps local models out of Claude's place does so also where its key has gone.
  if (!claude && local && wish === null && (mode === "auto" || !claudes)) return stay(claudes ? "no_account" : null);
  if (!claude) return { to: "nobody", because: "no_account" };
  const wanted = wish === "claude";
  if (breaker.state === "closed") return { to: "claude", probe: false, wanted };
  if (breaker.until <= now) return { to: "claude", probe: true, wanted };
  const reason = isReturn(breaker.reason) ? "overloaded" : breaker.reason;
  if (mode === "auto" && local && wish !== "claude") return stay(reason, breaker.until);
  // Who has nowhere else to go uses what is left.
  if (reason === "near_limit") return { to: "claude", probe: breaker.due, wanted };
  return { to: "wait", message: breaker.message, until: breaker.until, outage: reason !== "quota" };
};
