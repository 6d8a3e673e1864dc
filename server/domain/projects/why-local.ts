import { SwitchReason, type ProviderWish } from "../../contract/fallback.ts";
import type { ProjectCard } from "../../contract/views.ts";
import type { Breaker, Phase, Project, ProviderSwitch } from "../../db/generated/client.ts";
import { claudesAccountOfUsers } from "../accounts/index.ts";
import type { Domain } from "../domain.ts";
import { samplesAccount } from "../fallback/index.ts";
import { readSettings } from "../settings/index.ts";

/** What keeps work from Claude now, whichever project's it is. */
export interface InClaudesWay {
  /** For all projects. */
  readonly wish: ProviderWish | null;
  /** The ledger's name of the account that a user's projects have; null: none. */
  readonly accountOf: (userId: string) => string | null;
  /** Of all accounts, those that are not closed. */
  readonly breakers: readonly Pick<Breaker, "account" | "modelClass" | "reason" | "until">[];
  readonly now: Date;
}

/** Looks up what keeps work from Claude now. */
export const readInClaudesWay = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
): Promise<InClaudesWay> => {
  const [settings, accountOf, breakers] = await Promise.all([
    readSettings(domain),
    claudesAccountOfUsers(domain),
    domain.prisma.breaker.findMany({
      where: { state: { not: "CLOSED" } },
      select: { account: true, modelClass: true, reason: true, until: true },
    }),
  ]);
  return { wish: settings["fallback.wish"], accountOf, breakers, now: domain.clock.now() };
};

/**
 * Why a local model works in Claude's place, as it is now: nothing is recorded when the reason changes and the model stays.
 * A wish and a missing account keep it there until somebody changes that; else it is what it went over for, until that
 * ends, and then what is known of the account. Pure.
 */
export const whyLocal = (
  {
    project,
    phase,
    last,
  }: {
    readonly project: Pick<Project, "id" | "ownerId" | "scenario" | "providerWish">;
    /** The one at work; null: none is. */
    readonly phase: Pick<Phase, "provider"> | null;
    readonly last: Pick<ProviderSwitch, "reason" | "until"> | null;
  },
  { wish: forAll, accountOf, breakers, now }: InClaudesWay,
): Pick<NonNullable<ProjectCard["standIn"]>, "reason" | "until"> => {
  // A sample has an account and limits of its own, and no part in what holds for all.
  const isOwn = project.scenario === null;
  const wish = phase?.provider ?? project.providerWish ?? (isOwn ? forAll : null);
  if (wish === "local") return { reason: "wish", until: null };
  const account = isOwn ? accountOf(project.ownerId) : samplesAccount(project.id);
  if (account === null) return { reason: "no_account", until: null };
  // What has no end was a wish, a missing account or privacy, and none of them holds any more.
  const had = last !== null && last.until !== null ? { reason: last.reason, until: last.until } : null;
  const known = had !== null && had.until > now ? had : (breakerOf(account, breakers) ?? had);
  return known === null
    ? { reason: null, until: null }
    : { reason: SwitchReason.parse(known.reason), until: known.until };
};

/** The one in the way of all of the account's models, else the only one: which family a project needs is not known here. */
const breakerOf = (account: string, breakers: InClaudesWay["breakers"]): InClaudesWay["breakers"][number] | null => {
  const [first, ...others] = breakers
    .filter((breaker) => breaker.account === account)
    .toSorted((a, b) => Number(b.modelClass === "all") - Number(a.modelClass === "all"));
  if (first === undefined) return null;
  return first.modelClass === "all" || others.length === 0 ? first : null;
};
