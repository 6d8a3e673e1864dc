import { z } from "zod";
import { type AlertDetail, quietMinutes } from "../../contract/alerts.ts";
import { budgetMarks, type BudgetRef } from "../../contract/budgets.ts";
import type { Domain } from "../domain.ts";
import { readBudgets } from "../budgets/index.ts";
import { missingPrices } from "../prices/index.ts";
import { readSettings } from "../settings/index.ts";

/** Something that holds now and that somebody should know of; or that has just ended, where there is a word to say of that. */
export interface Condition {
  /** What it is about: one alert per kind and subject. */
  readonly subject: string;
  readonly projectId: string | null;
  readonly userId: string | null;
  readonly detail: AlertDetail;
  readonly isOver?: boolean;
}

/** Of the threshold: what is told is over when no more than this fails. */
const clearlyLower = 0.5;

type Looking = Pick<Domain, "prisma" | "clock">;

const nobody = { projectId: null, userId: null } as const;

const ownerOf = ({ scope, subjectId }: BudgetRef): Pick<Condition, "projectId" | "userId"> => {
  switch (scope) {
    case "PROJECT":
      return { projectId: subjectId, userId: null };
    case "USER":
      return { projectId: null, userId: subjectId };
    case "INSTALLATION":
      return nobody;
  }
};

/** The marks that each budget has reached in its present day or month. */
export const reachedMarks = async (domain: Looking): Promise<Condition[]> => {
  const budgets = await readBudgets(domain, "all");
  return budgets.flatMap(({ budget, subject, limitMicros, spentMicros, until }) =>
    budgetMarks
      .filter((mark) => spentMicros * 100 >= limitMicros * mark)
      .map((mark) => ({
        subject: [budget.scope, budget.subjectId, budget.period, until?.toISOString() ?? "", mark].join(":"),
        ...ownerOf(budget),
        detail: { kind: "budget_mark", mark, budget, subject, limitMicros, spentMicros },
      })),
  );
};

const Counted = z.tuple([z.object({ calls: z.int(), failed: z.int(), failedLately: z.int() })]);
type ErrorRate = Extract<AlertDetail, { kind: "error_rate" }>;

/**
 * More calls fail than the setting allows, and there were enough of them to say so. A call of ours that we ended is no
 * failure. What has been told holds until half as many fail, so that a share about the threshold is not told again and
 * again; with too few calls until none has failed for long, because an outage after which nobody calls is not over.
 */
export const errorRate = async (domain: Looking, told: ErrorRate | null): Promise<Condition[]> => {
  const { prisma, clock } = domain;
  const settings = await readSettings(domain);
  const minutes = settings["alerts.errorMinutes"];
  const since = new Date(clock.now().getTime() - minutes * 60_000);
  const lately = told === null ? since : new Date(since.getTime() - quietMinutes * 60_000);
  const [{ calls, failed, failedLately }] = Counted.parse(
    await prisma.$queryRaw`
      SELECT count(*) FILTER (WHERE "at" >= ${since})::int AS "calls",
        count(*) FILTER (WHERE "at" >= ${since} AND "errorClass" IS NOT NULL)::int AS "failed",
        count(*) FILTER (WHERE "errorClass" IS NOT NULL)::int AS "failedLately"
      FROM "UsageRecord" WHERE "at" >= ${lately} AND "kind" = 'CALL' AND "accountKind" <> 'scripted'`,
  );
  const thresholdPercent = settings["alerts.errorPercent"];
  const enough = calls >= settings["alerts.errorMinCalls"];
  const fails = (percent: number): boolean => failed * 100 > calls * percent;
  const about = (detail: ErrorRate, isOver = false): Condition[] => [{ subject: "", ...nobody, detail, isOver }];
  const failing: ErrorRate = { kind: "error_rate", failed, calls, minutes, thresholdPercent, state: "failing" };
  if (told === null) return enough && fails(thresholdPercent) ? about(failing) : [];
  if (!enough) return about({ ...told, state: "too_few_calls" }, failedLately === 0);
  return fails(thresholdPercent * clearlyLower) ? about(failing) : about({ ...told, state: "recovered" }, true);
};

const unpricedForMs = 24 * 3_600_000;

/** What the last day's calls had no price for, and what still has none. */
export const unpricedModels = async (domain: Looking): Promise<Condition[]> => {
  const now = domain.clock.now();
  const missing = await missingPrices(domain, { since: new Date(now.getTime() - unpricedForMs), at: now });
  return missing.map(({ model, speed, calls }) => ({
    subject: speed === null ? model : `${model} ${speed}`,
    ...nobody,
    detail: { kind: "unpriced", model, speed, calls },
  }));
};

const Report = z.looseObject({ drift: z.number() });

/** The last check of the ledger has found a difference. */
export const ledgerDrift = async ({ prisma }: Looking): Promise<Condition[]> => {
  const check = await prisma.ledgerCheck.findFirst({ orderBy: { at: "desc" } });
  const drift = Report.safeParse(check?.report).data?.drift ?? 0;
  return drift === 0 ? [] : [{ subject: "", ...nobody, detail: { kind: "ledger_drift", drift } }];
};
