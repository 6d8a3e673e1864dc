import { SwitchReason, type FallbackView } from "../../contract/fallback.ts";
import { familyOf, otherModels } from "../../contract/model-families.ts";
import { endStatuses, type Hold } from "../../contract/statuses.ts";
import { claudesAccountName } from "../accounts/index.ts";
import type { Domain } from "../domain.ts";
import { readyLocalModels, type ChosenModel } from "../local-models/index.ts";
import { modelsOf, readSettings } from "../settings/index.ts";
import { ofClaude } from "./route-of-run.ts";

/** Holds of projects that wait for whoever could work on them: an account, a server of local models, a limit's end. */
const forSomebody = ["provider", "quota"] as const satisfies readonly Hold["reason"][];

/** One that several servers have is named once. */
const namesOf = (models: readonly ChosenModel[]): string[] => [...new Set(models.map(({ model }) => model))];

/** Whether unfinished projects of Claude's stand still where there is no account of it (decide-route.ts has the rule). */
const doClaudesWait = async (
  { prisma }: Pick<Domain, "prisma">,
  settings: Pick<Awaited<ReturnType<typeof readSettings>>, "fallback.mode" | "fallback.wish">,
): Promise<boolean> => {
  const wish = settings["fallback.wish"];
  if (wish === "local" || (wish === null && settings["fallback.mode"] === "auto")) return false;
  const waiting = await prisma.project.findFirst({
    where: {
      scenario: null,
      private: false,
      status: { notIn: [...endStatuses] },
      OR: [{ providerWish: null }, { providerWish: "claude" }],
      runs: { some: { attempts: { some: { provider: { in: [...ofClaude] } } } } },
    },
    select: { id: true },
  });
  return waiting !== null;
};

/** Whether projects wait because nobody could carry them out. */
const doesAnyWait = async ({ prisma }: Pick<Domain, "prisma">): Promise<boolean> => {
  const waiting = await prisma.project.findFirst({
    where: {
      scenario: null,
      status: "WAITING",
      OR: forSomebody.map((reason) => ({ hold: { path: ["reason"], equals: reason } })),
    },
    select: { id: true },
  });
  return waiting !== null;
};

/** The families that a run may go to by itself; of each of them, from the model of another. */
const familiesOf = (settings: Awaited<ReturnType<typeof readSettings>>): string[] =>
  // What has no family is other than all of them.
  otherModels("", modelsOf(settings)).map(familyOf);

/** What pages show of limits and of who stands in: of the account that is in use now, not of one that was before it. */
export const fallbackView = async (domain: Pick<Domain, "prisma" | "clock" | "environment">): Promise<FallbackView> => {
  const account = await claudesAccountName(domain);
  const [settings, breakers, local, here, servers] = await Promise.all([
    readSettings(domain),
    account === null
      ? []
      : domain.prisma.breaker.findMany({
          where: { account, state: { not: "CLOSED" } },
          orderBy: { until: "desc" },
        }),
    readyLocalModels(domain),
    readyLocalModels(domain, { onThisMachine: true }),
    domain.prisma.ollamaHost.findMany({
      where: { version: { not: null } },
      select: { _count: { select: { models: true } } },
    }),
  ]);
  return {
    mode: settings["fallback.mode"],
    early: { when: settings["fallback.early"], threshold: settings["fallback.threshold"] },
    wish: settings["fallback.wish"],
    local: local[0]?.model ?? null,
    ready: namesOf(local),
    readyHere: namesOf(here),
    ollama: servers.length === 0 ? null : { models: servers.reduce((sum, { _count }) => sum + _count.models, 0) },
    account,
    claudesWait: account === null && (await doClaudesWait(domain, settings)),
    standStill: account === null && local.length === 0 && (await doesAnyWait(domain)),
    families: familiesOf(settings),
    breakers: breakers.map(({ modelClass, reason, message, openedAt, until, state }) => ({
      modelClass,
      reason: SwitchReason.parse(reason),
      message,
      since: openedAt,
      until,
      probing: state === "HALF_OPEN",
    })),
  };
};
