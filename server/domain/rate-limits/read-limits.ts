import { z } from "zod";
import { familyOfWindow, type AccountLimits, type LimitWindowView } from "../../contract/rate-limits.ts";
import { AccountKind } from "../../contract/usage.ts";
import type { RateLimitWindow } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";

const Status = z.enum(["allowed", "warning", "rejected"]).nullable().catch(null);

/** What is older says nothing of an account any more. */
const keptMs = 30 * 86_400_000;

/** The windows of all accounts, as last reported, those that are longest used first. */
export const readLimits = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<AccountLimits[]> => {
  const now = clock.now();
  const rows = await prisma.rateLimitWindow.findMany({
    where: { reportedAt: { gte: new Date(now.getTime() - keptMs) } },
    orderBy: [{ provider: "asc" }, { account: "asc" }, { name: "asc" }],
  });
  const accounts = new Map<string, AccountLimits & { readonly windows: LimitWindowView[] }>();
  for (const row of rows) {
    if (isTold(row, rows)) continue;
    const { provider, account } = row;
    const key = `${provider} ${account}`;
    const known = accounts.get(key) ?? {
      provider,
      account,
      accountKind: AccountKind.parse(row.accountKind),
      windows: [],
    };
    known.windows.push(toView(row, { now, answersAgain: await answersAgain(prisma, row) }));
    accounts.set(key, known);
  }
  return [...accounts.values()];
};

/**
 * The word on an answer as a whole is no window: where one of the account's windows is told, it says nothing more of it,
 * and a refusal for one family's sake is none of all together. It stands alone where no window accounts for a refusal.
 */
const isTold = ({ provider, account, name, status }: RateLimitWindow, rows: readonly RateLimitWindow[]): boolean =>
  name === "unified" &&
  rows.some(
    (other) =>
      other.provider === provider &&
      other.account === account &&
      other.name !== name &&
      (status !== "rejected" || other.status === status),
  );

/** Of a key's windows the use follows from what remains. */
const utilisationOf = ({ utilisation, limit, remaining }: RateLimitWindow): number | null => {
  if (utilisation !== null) return utilisation;
  if (limit === null || remaining === null || limit <= 0n) return null;
  return Math.min(1, Math.max(0, 1 - Number(remaining) / Number(limit)));
};

/** An answer may give no new figure (a proxy may leave such headers out). What began before the refusal may end after it. */
const answersAgain = async (
  prisma: Domain["prisma"],
  { account, name, status, reportedAt }: RateLimitWindow,
): Promise<boolean> => {
  if (status !== "rejected") return false;
  const family = familyOfWindow(name);
  const answered = await prisma.usageRecord.findFirst({
    where: {
      account,
      outcome: "COMPLETED",
      at: { gt: reportedAt },
      startedAt: { gt: reportedAt },
      ...(family !== null && { model: { startsWith: `claude-${family}` } }),
    },
    select: { id: true },
  });
  return answered !== null;
};

const toView = (
  row: RateLimitWindow,
  { now, answersAgain: answers }: { readonly now: Date; readonly answersAgain: boolean },
): LimitWindowView => {
  const hasReset = row.resetsAt !== null && row.resetsAt <= now;
  const isOver = hasReset || answers;
  return {
    name: row.name,
    utilisation: isOver ? null : utilisationOf(row),
    status: isOver ? null : Status.parse(row.status),
    limit: row.limit === null ? null : Number(row.limit),
    remaining: isOver || row.remaining === null ? null : Number(row.remaining),
    resetsAt: row.resetsAt,
    hasReset,
    answersAgain: answers && !hasReset,
    reportedAt: row.reportedAt,
  };
};
