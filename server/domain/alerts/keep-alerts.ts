import { isDeepStrictEqual } from "node:util";
import { AlertDetail } from "../../contract/alerts.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents } from "../events/index.ts";
import { queueDelivery } from "../webhooks/index.ts";
import { errorRate, ledgerDrift, reachedMarks, unpricedModels, type Condition } from "./conditions.ts";

/**
 * Looks at everything that alerts are about, opens those that have begun to hold and resolves those that hold no more.
 * Each is told once, to the webhook too: the database has at most one open alert of a kind and subject
 * (`one_open_alert`), whoever looks and however often.
 */
export const keepAlerts = async (domain: Pick<Domain, "prisma" | "clock">): Promise<void> => {
  const holding = [
    ...(await reachedMarks(domain)),
    ...(await errorRate(domain)),
    ...(await unpricedModels(domain)),
    ...(await ledgerDrift(domain)),
  ];
  const open = await domain.prisma.alert.findMany({
    where: { resolvedAt: null },
    select: { id: true, kind: true, subject: true, detail: true },
  });
  const keyOf = (kind: string, subject: string): string => `${kind} ${subject}`;
  const opened = new Map(open.map((alert) => [keyOf(alert.kind, alert.subject), alert]));
  const held = new Set(holding.map(({ detail, subject }) => keyOf(detail.kind, subject)));
  for (const condition of holding) {
    const alert = opened.get(keyOf(condition.detail.kind, condition.subject));
    if (alert === undefined) await openAlert(domain, condition);
    else await renewDetail(domain, alert, condition);
  }
  for (const { id, kind, subject } of open) {
    if (!held.has(keyOf(kind, subject))) await resolveAlert(domain, id);
  }
};

/** More of the same is not told again, but said where the alert is read. A mark of a budget is of the moment it was reached. */
const renewDetail = async (
  { prisma }: Pick<Domain, "prisma">,
  { id, detail }: { readonly id: string; readonly detail: unknown },
  condition: Condition,
): Promise<void> => {
  if (condition.detail.kind === "budget_mark" || isDeepStrictEqual(detail, condition.detail)) return;
  await prisma.alert.updateMany({ where: { id, resolvedAt: null }, data: { detail: condition.detail } });
};

const openAlert = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">, condition: Condition): Promise<void> => {
  const { subject, projectId, userId, detail } = condition;
  const now = clock.now();
  await prisma.$transaction(async (tx) => {
    const id = newId("alert");
    const row = { id, kind: detail.kind, subject, projectId, userId, detail, openedAt: now };
    // Somebody else may have opened it in this very moment; then it is told by them.
    const { count } = await tx.alert.createMany({ data: row, skipDuplicates: true });
    if (count === 0) return;
    await tellProject(tx, condition);
    await queueDelivery({ tx, now }, { type: "alert.opened", data: { alertId: id, projectId, ...detail } });
  });
};

/** A project's own budget is part of its story. */
const tellProject = async (tx: Tx, { projectId, detail }: Condition): Promise<void> => {
  if (projectId === null || detail.kind !== "budget_mark") return;
  const { mark, limitMicros, spentMicros } = detail;
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [{ payload: { type: "budget.mark_reached", mark, limitMicros, spentMicros } }],
  });
};

const resolveAlert = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">, id: string): Promise<void> => {
  const now = clock.now();
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.alert.updateMany({ where: { id, resolvedAt: null }, data: { resolvedAt: now } });
    if (count === 0) return;
    const { projectId, detail } = await tx.alert.findUniqueOrThrow({ where: { id } });
    const data = { alertId: id, projectId, ...AlertDetail.parse(detail) };
    await queueDelivery({ tx, now }, { type: "alert.resolved", data });
  });
};
