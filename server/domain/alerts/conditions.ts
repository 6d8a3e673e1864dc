import { z } from "zod";
import type { AlertDetail } from "../../contract/alerts.ts";
import { budgetMarks, type BudgetRef } from "../../contract/budgets.ts";
import type { Domain } from "../domain.ts";
import { dearestRates, readBudgets } from "../budgets/index.ts";
import { readSettings } from "../settings/index.ts";

/** Something that holds now and that somebody should know of. */
export interface Condition {
  /** What it is about: one alert per kind and subject. */
  readonly subject: string;
  readonly projectId: string | null;
  readonly userId: string | null;
  readonly detail: AlertDetail;
}

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

const Counted = z.tuple([z.object({ calls: z.int(), failed: z.int() })]);

/** More calls fail than the setting allows, and there were enough of them to say so. A call of ours that we ended is no failure. */
export const errorRate = async (domain: Looking): Promise<Condition[]> => {
  const { prisma, clock } = domain;
  const settings = await readSettings(domain);
  const minutes = settings["alerts.errorMinutes"];
  const since = new Date(clock.now().getTime() - minutes * 60_000);
  const [{ calls, failed }] = Counted.parse(
    await prisma.$queryRaw`
      SELECT count(*)::int AS "calls", count(*) FILTER (WHERE "errorClass" IS NOT NULL)::int AS "failed"
      FROM "UsageRecord" WHERE "at" >= ${since} AND "kind" = 'CALL' AND "accountKind" <> 'scripted'`,
  );
  const thresholdPercent = settings["alerts.errorPercent"];
  if (calls < settings["alerts.errorMinCalls"] || failed * 100 <= calls * thresholdPercent) return [];
  return [{ subject: "", ...nobody, detail: { kind: "error_rate", failed, calls, minutes, thresholdPercent } }];
};

const Unpriced = z.array(z.object({ model: z.string(), calls: z.int() }));
const unpricedForMs = 24 * 3_600_000;

/** Models of the last day's calls that nobody knows the price of, and still does not. */
export const unpricedModels = async (domain: Looking): Promise<Condition[]> => {
  const now = domain.clock.now();
  const since = new Date(now.getTime() - unpricedForMs);
  const rows = Unpriced.parse(
    await domain.prisma.$queryRaw`
      SELECT "model", sum("unpriced")::int AS "calls" FROM "UsageRollup"
      WHERE "bucket" >= ${since} AND "unpriced" > 0 AND "accountKind" = 'api_key' GROUP BY 1 ORDER BY 1 LIMIT 20`,
  );
  const conditions: Condition[] = [];
  for (const { model, calls } of rows) {
    if ((await dearestRates(domain, { model, at: now })) !== null) continue;
    conditions.push({ subject: model, ...nobody, detail: { kind: "unpriced", model, calls } });
  }
  return conditions;
};

const Report = z.looseObject({ drift: z.number() });

/** The last check of the ledger has found a difference. */
export const ledgerDrift = async ({ prisma }: Looking): Promise<Condition[]> => {
  const check = await prisma.ledgerCheck.findFirst({ orderBy: { at: "desc" } });
  const drift = Report.safeParse(check?.report).data?.drift ?? 0;
  return drift === 0 ? [] : [{ subject: "", ...nobody, detail: { kind: "ledger_drift", drift } }];
};
