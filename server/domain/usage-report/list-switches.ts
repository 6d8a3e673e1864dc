import { SwitchReason } from "../../contract/fallback.ts";
import { type SwitchView, switchesListed } from "../../contract/usage-views.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { slotsOf } from "./period-slots.ts";
import { hasTime, itsAnswer, msBetween, standIns } from "./stand-ins.ts";
import type { UsageQuestion } from "./usage-scope.ts";

type Row = Omit<SwitchView, "reason"> & { readonly reason: string };

/** The switches that a period's figures count, the newest first. */
export const listSwitches = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  question: UsageQuestion,
): Promise<SwitchView[]> => {
  const { period, timeZone } = question.query;
  const now = clock.now();
  const span = await slotsOf({ prisma }, { period, timeZone, now });
  const rows = await prisma.$queryRaw<Row[]>`
    ${standIns(question, span, now)}
    SELECT s."id", s."dispatchedAt" AS "at", s."projectId", s."projectTitle", s."scripted", s."reason",
      COALESCE(s."fromModel", s."fromProvider") AS "from", s."toModel" AS "to",
      CASE WHEN ${hasTime} THEN ${msBetween(Prisma.sql`s."detectedAt"`, Prisma.sql`s."dispatchedAt"`)} END AS "ms",
      CASE WHEN answer."firstTokenAt" IS NOT NULL THEN TRUE WHEN s."nextAt" IS NOT NULL OR s."finished" THEN FALSE END AS "answered",
      (SELECT min(e."sequence") FROM "Event" AS e WHERE e."projectId" = s."projectId" AND e."runId" = s."runId"
        AND e."attemptId" = s."attemptId" AND e."type" = 'provider.switched' AND e."payload"->>'reason' = s."reason") AS "eventSequence"
    FROM standing AS s ${itsAnswer(now)}
    WHERE s."dispatchedAt" >= ${span.from}
    ORDER BY s."dispatchedAt" DESC, s."id" LIMIT ${Prisma.raw(String(switchesListed))}`;
  return rows.map(({ reason, ...row }) => ({ ...row, reason: SwitchReason.parse(reason) }));
};
