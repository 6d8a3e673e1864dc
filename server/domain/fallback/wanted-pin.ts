import { claudesAccountName } from "../accounts/index.ts";
import type { Domain } from "../domain.ts";
import { chooseLocalModel, type ChosenModel } from "../local-models/index.ts";
import { readLimits } from "../rate-limits/index.ts";
import { readSettings } from "../settings/index.ts";
import { pinUntil } from "./pin-rule.ts";

/** The local model that is to be kept in memory now, and until when; null: none. */
export const wantedPin = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
): Promise<(ChosenModel & { readonly until: Date }) | null> => {
  const account = await claudesAccountName(domain);
  const [settings, limits, breakers] = await Promise.all([
    readSettings(domain),
    readLimits(domain),
    account === null
      ? []
      : domain.prisma.breaker.findMany({ where: { account, state: { not: "CLOSED" } }, select: { until: true } }),
  ]);
  const until = pinUntil({
    mode: settings["fallback.mode"],
    wish: settings["fallback.wish"],
    windows: limits.filter((reported) => reported.account === account).flatMap(({ windows }) => windows),
    breakers: breakers.map((breaker) => breaker.until),
    atPercent: settings["ollama.pinAtPercent"],
    threshold: settings["fallback.threshold"],
    now: domain.clock.now(),
  });
  const local = until === null ? null : await chooseLocalModel(domain);
  // What another machine runs is in nobody's memory here, and asking for it would already be a call there.
  return local === null || until === null || local.runsAt !== null ? null : { ...local, until };
};
