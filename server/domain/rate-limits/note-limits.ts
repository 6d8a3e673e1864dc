import { z } from "zod";
import { windowName } from "../../contract/rate-limits.ts";
import type { Tx } from "../domain.ts";
import { keepSamples } from "./keep-samples.ts";

/** A window as an answer's headers or a line of Claude Code reported it, normalised by whoever read it. */
const ReportedWindow = z.object({
  name: z.string().min(1).max(100),
  status: z.string().max(40).nullable(),
  utilisation: z.number().min(0).max(1).nullable(),
  resetsAt: z.iso.datetime().nullable(),
  limit: z.int().min(0).nullable().default(null),
  remaining: z.int().min(0).nullable().default(null),
});

const statuses: Readonly<Record<string, string>> = {
  allowed: "allowed",
  allowed_warning: "warning",
  warning: "warning",
  rejected: "rejected",
};

interface Report {
  readonly provider: string;
  readonly accountKind: string;
  readonly account: string;
  readonly source: "headers" | "claude_code";
  readonly at: Date;
  /** What is no window is passed over. */
  readonly windows: readonly unknown[];
}

/**
 * Keeps what a provider said of its limits: per window the newest word, and now and then a sample of its figure. A word
 * without a figure leaves the figure that is known of the same window. The scripted model has no limits that anybody has to know of.
 */
export const noteLimits = async (
  tx: Pick<Tx, "$executeRaw">,
  { provider, accountKind, account, source, at, windows }: Report,
): Promise<void> => {
  if (accountKind === "scripted") return;
  const rows = windows.flatMap((reported) => {
    const { success, data } = ReportedWindow.safeParse(reported);
    return success ? [{ ...data, name: windowName(data.name), status: statuses[data.status ?? ""] ?? null }] : [];
  });
  // Two names of one window in one report would meet in one statement.
  const unique = [...new Map(rows.map((row) => [row.name, row])).values()].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  if (unique.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "RateLimitWindow" AS known
      ("provider", "account", "name", "accountKind", "status", "utilisation", "limit", "remaining", "resetsAt", "source", "reportedAt")
    SELECT ${provider}, ${account}, "name", ${accountKind}, "status", "utilisation", "limit", "remaining", "resetsAt",
      ${source}, ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(unique)}::jsonb) AS reported("name" text, "status" text,
      "utilisation" double precision, "limit" bigint, "remaining" bigint, "resetsAt" timestamptz)
    ON CONFLICT ("provider", "account", "name") DO UPDATE SET
      "accountKind" = EXCLUDED."accountKind",
      "status" = COALESCE(EXCLUDED."status", known."status"),
      "utilisation" = CASE WHEN EXCLUDED."utilisation" IS NULL
        AND COALESCE(abs(extract(epoch FROM EXCLUDED."resetsAt" - known."resetsAt")) < 60, true)
        THEN known."utilisation" ELSE EXCLUDED."utilisation" END,
      "limit" = COALESCE(EXCLUDED."limit", known."limit"),
      "remaining" = COALESCE(EXCLUDED."remaining", known."remaining"),
      "resetsAt" = COALESCE(EXCLUDED."resetsAt", known."resetsAt"),
      "source" = EXCLUDED."source",
      "reportedAt" = EXCLUDED."reportedAt"
    WHERE EXCLUDED."reportedAt" >= known."reportedAt"`;
  const figured = unique.flatMap(({ name, status, utilisation }) =>
    utilisation === null && status !== "rejected" ? [] : [name],
  );
  if (figured.length > 0) await keepSamples(tx, { provider, account, at, names: figured });
};
