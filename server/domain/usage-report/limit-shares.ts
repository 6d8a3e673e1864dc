import {
  type AccountLimits,
  type AccountLimitsWithShares,
  familyOfWindow,
  type LimitWindowView,
  windowLength,
  type WindowShare,
} from "../../contract/rate-limits.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { readEstimate, readForecast, readLimits } from "../rate-limits/index.ts";
import { visibleRows } from "../projects/index.ts";
import type { UsageQuestion } from "./usage-scope.ts";

/** The windows of all accounts, which projects used how much of those that run now, and what these will come to. */
export const readLimitShares = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { viewer }: { viewer: UsageQuestion["viewer"] },
): Promise<AccountLimitsWithShares[]> =>
  Promise.all(
    (await readLimits(domain)).map(async (account) => ({
      ...account,
      windows: await Promise.all(
        account.windows.map(async (window) => ({
          ...window,
          shares: await sharesOf(domain, { account, window, viewer }),
          forecast: await readForecast(domain, { account, window }),
          estimate: await readEstimate(domain, { account, window }),
        })),
      ),
    })),
  );

const listedProjects = 5;
/** What the ledger's rollup is summed over. A window begins within one: what was called in it opened the window. */
const bucketMs = 15 * 60_000;

interface Used {
  readonly calls: number;
  readonly tokens: number;
  readonly micros: number;
}
interface ShareRow extends Used {
  readonly projectId: string | null;
  readonly title: string | null;
}

const sharesOf = async (
  { prisma }: Pick<Domain, "prisma">,
  {
    account: { provider, account },
    window: { name, resetsAt, hasReset },
    viewer,
  }: { account: AccountLimits; window: LimitWindowView; viewer: UsageQuestion["viewer"] },
): Promise<WindowShare[] | null> => {
  const length = windowLength(name);
  if (length === null || resetsAt === null || hasReset) return null;
  const family = familyOfWindow(name);
  const models = family === null ? "%" : `claude-${family}%`;
  const seen = visibleRows(viewer, { owner: Prisma.sql`p."ownerId"`, project: Prisma.sql`p."id"` });
  const rows = await prisma.$queryRaw<ShareRow[]>`
    SELECT p."id" AS "projectId", p."title", sum(r."calls")::float8 AS "calls",
      sum(r."inputUncached" + r."cacheRead" + r."cacheWrite5m" + r."cacheWrite1h" + r."output")::float8 AS "tokens",
      sum(r."equivalentMicros" + r."billedMicros")::float8 AS "micros"
    FROM "UsageRollup" AS r
      LEFT JOIN "Project" AS p ON p."id" = r."projectId" AND ${seen[0] ?? Prisma.sql`true`}
    WHERE r."provider" = ${provider} AND r."account" = ${account} AND r."model" LIKE ${models}
      AND r."bucket" > ${new Date(resetsAt.getTime() - length - bucketMs)}
    GROUP BY p."id", p."title" ORDER BY "micros" DESC, "tokens" DESC`;
  const all = rows.reduce((sum, { micros }) => sum + micros, 0);
  const tokens = rows.reduce((sum, row) => sum + row.tokens, 0);
  // Without any price the tokens have to do.
  const shareOf = (row: Used): number => (all > 0 ? row.micros / all : tokens > 0 ? row.tokens / tokens : 0);
  const shown = (row: Used, whose: WindowShare["whose"]): WindowShare => ({
    whose,
    calls: row.calls,
    tokens: row.tokens,
    share: shareOf(row),
  });
  const rest = rows.slice(listedProjects);
  return [
    ...rows.slice(0, listedProjects).map((row) => shown(row, whoseOf(row))),
    ...(rest.length === 0 ? [] : [shown(together(rest), { kind: "rest" })]),
  ];
};

const whoseOf = ({ projectId, title }: ShareRow): WindowShare["whose"] =>
  projectId === null || title === null ? { kind: "unseen" } : { kind: "project", id: projectId, title };

const together = (rows: readonly Used[]): Used =>
  rows.reduce((sum, { calls, tokens, micros }) => ({
    calls: sum.calls + calls,
    tokens: sum.tokens + tokens,
    micros: sum.micros + micros,
  }));
