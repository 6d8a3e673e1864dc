import { z } from "zod";
import { AuditReport, type AuditProblem } from "../../contract/audit.ts";
import type { Domain, Reader } from "../domain.ts";

const lastCheck = "latest";

const Found = z.tuple([
  z.object({
    entries: z.number(),
    unchained: z.number(),
    missing: z.number().nullable(),
    altered: z.number().nullable(),
    lastSequence: z.number().nullable(),
    lastHash: z.string().nullable(),
    headSequence: z.number().nullable(),
    headHash: z.string().nullable(),
  }),
]);

/**
 * Goes along the whole chain and computes every hash anew: what was altered, taken out, put in between or cut off at
 * the end does not fit. One statement, and so one moment, whatever is written meanwhile. Changes nothing.
 */
export const checkAudit = async ({ prisma }: Reader): Promise<AuditReport> => {
  const [found] = Found.parse(
    await prisma.$queryRaw`
      WITH chained AS (
        SELECT "sequence", "hash", lag("sequence", 1, 0) OVER along AS "before",
          spiral_audit_hash(lag("hash", 1, '') OVER along, "sequence", "id", "at", "actorId", "action", "subjectId",
            "projectId", "detail") AS "computed"
        FROM "AuditEntry" WHERE "sequence" IS NOT NULL WINDOW along AS (ORDER BY "sequence")),
      summed AS (
        SELECT count(*)::integer AS "entries", max("sequence") AS "lastSequence",
          min("sequence") FILTER (WHERE "sequence" <> "before" + 1) AS "missing",
          min("sequence") FILTER (WHERE "sequence" = "before" + 1 AND "hash" IS DISTINCT FROM "computed") AS "altered"
        FROM chained)
      SELECT summed.*, last."hash" AS "lastHash", head."sequence" AS "headSequence", head."hash" AS "headHash",
        (SELECT count(*)::integer FROM "AuditEntry" WHERE "sequence" IS NULL) AS "unchained"
      FROM summed LEFT JOIN "AuditEntry" AS last ON last."sequence" = summed."lastSequence"
        LEFT JOIN "AuditHead" AS head ON true`,
  );
  const problems: AuditProblem[] = [];
  const { missing, altered, unchained, headSequence } = found;
  if (missing !== null) problems.push({ kind: "missing", sequence: missing });
  if (altered !== null) problems.push({ kind: "altered", sequence: altered });
  if (unchained > 0) problems.push({ kind: "unchained", sequence: unchained });
  const last = { sequence: found.lastSequence ?? 0, hash: found.lastHash ?? "" };
  if (headSequence === null || headSequence > last.sequence)
    problems.push({ kind: "cut", sequence: headSequence ?? last.sequence });
  else if (headSequence < last.sequence || found.headHash !== last.hash)
    problems.push({ kind: "altered", sequence: last.sequence });
  return {
    entries: found.entries + unchained,
    whole: problems.length === 0,
    hash: last.hash,
    problems: problems.toSorted((a, b) => a.sequence - b.sequence),
  };
};

/** Checks, and keeps what was found for the health page. */
export const keepAuditCheck = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<void> => {
  const at = clock.now();
  const report = await checkAudit({ prisma });
  await prisma.auditCheck.upsert({
    where: { id: lastCheck },
    create: { id: lastCheck, at, report },
    update: { at, report },
  });
};

/** What the last check found; null before the first. */
export const lastAuditCheck = async ({ prisma }: Reader): Promise<{ at: Date; report: AuditReport } | null> => {
  const found = await prisma.auditCheck.findUnique({ where: { id: lastCheck } });
  return found === null ? null : { at: found.at, report: AuditReport.parse(found.report) };
};
