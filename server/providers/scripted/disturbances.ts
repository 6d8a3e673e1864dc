import type { Clock } from "../../platform/clock.ts";
import { scopePath, type Scope } from "./base-url.ts";
import type { FaultName } from "./faults.ts";
import type { Disturbance, Scenario } from "./scenario.ts";

/** A fault that a test ordered for coming calls, whatever their story says. */
export interface OrderedFault {
  readonly fault: FaultName;
  readonly operation?: Scope["operation"];
  /** Whose calls it concerns; Claude's unless told. */
  readonly of?: ModelSide;
  readonly times: number;
}

/** The two that this server plays: Claude, and the local models of Ollama. */
export type ModelSide = "claude" | "local";

export interface ActiveFault {
  readonly name: FaultName;
  readonly resetsAt: Date;
}

/**
 * Decides which call goes wrong. It counts in memory: unlike the place in a script, how often a service has already
 * failed is nothing that a client could tell it.
 */
export class Disturbances {
  readonly #clock: Clock;
  readonly #quotaWindowMs: number;
  readonly #ordered: { fault: FaultName; operation: Scope["operation"] | null; of: ModelSide; left: number }[] = [];
  readonly #counts = new Map<string, number>();
  readonly #quiet = new Map<string, number>();
  readonly #windows = new Map<string, Date>();

  constructor(options: { clock: Clock; quotaWindowMs: number }) {
    this.#clock = options.clock;
    this.#quotaWindowMs = options.quotaWindowMs;
  }

  order({ fault, operation, of = "claude", times }: OrderedFault): void {
    this.#ordered.push({ fault, operation: operation ?? null, of, left: times });
  }

  /** The fault that this call meets; null: none. Asking counts the call. */
  next(scope: Scope, scenario: Scenario, side: ModelSide): ActiveFault | null {
    const ordered = this.#ordered.find(
      (o) => o.left > 0 && o.of === side && (o.operation === null || o.operation === scope.operation),
    );
    if (ordered !== undefined) {
      ordered.left -= 1;
      return this.#activate(ordered.fault, `ordered ${scopePath(scope)}`);
    }
    for (const [index, disturbance] of (scenario.disturbances ?? []).entries()) {
      if ((disturbance.of ?? "claude") !== side || !concerns(disturbance, scope)) continue;
      const key = `${scopePath(scope)} ${index}`;
      if (this.#isStillQuiet(disturbance, key)) continue;
      if (this.#isDue(disturbance, key)) return this.#activate(disturbance.fault, key, disturbance.windowMs);
    }
    return null;
  }

  #isStillQuiet({ after = 0 }: Disturbance, key: string): boolean {
    const quiet = this.#quiet.get(key) ?? 0;
    if (quiet >= after) return false;
    this.#quiet.set(key, quiet + 1);
    return true;
  }

  #isDue({ times, windowMs }: Disturbance, key: string): boolean {
    if (times === "always") return true;
    if (times === "until_reset") return this.#windowEnd(key, windowMs) > this.#clock.now();
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    return count < times;
  }

  #activate(name: FaultName, key: string, windowMs?: number): ActiveFault {
    return { name, resetsAt: this.#windowEnd(key, windowMs) };
  }

  /** The end of the window that the first call with this key opens. */
  #windowEnd(key: string, windowMs = this.#quotaWindowMs): Date {
    const known = this.#windows.get(key);
    if (known !== undefined) return known;
    // Whole seconds, as the header has no finer ones: a client that waits until then must not be early.
    const end = new Date(Math.ceil((this.#clock.now().getTime() + windowMs) / 1_000) * 1_000);
    this.#windows.set(key, end);
    return end;
  }
}

const concerns = (disturbance: Disturbance, scope: Scope): boolean =>
  (disturbance.operation === "any" || disturbance.operation === scope.operation) &&
  (disturbance.phaseIndex ?? scope.phaseIndex) === scope.phaseIndex;
