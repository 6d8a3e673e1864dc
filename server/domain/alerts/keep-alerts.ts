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
  // Before anything is looked at: what another runner opens meanwhile is not taken for what holds no more.
  const open = await domain.prisma.alert.findMany({
    where: { resolvedAt: null },
    select: { id: true, kind: true, subject: true, detail: true },
  });
  const opened = new Map(open.map((alert) => [keyOf(alert.kind, alert.subject), alert]));
  const failing = AlertDetail.safeParse(opened.get(keyOf("error_rate", ""))?.detail).data;
  const found = [
    ...(await reachedMarks(domain)),
    ...(await errorRate(domain, failing?.kind === "error_rate" ? failing : null)),
    ...(await unpricedModels(domain)),
    ...(await ledgerDrift(domain)),
  ];
  const conditions = new Map(found.map((condition) => [keyOf(condition.detail.kind, condition.subject), condition]));
  for (const [key, condition] of conditions) {
    if (condition.isOver === true) continue;
    const alert = opened.get(key);
    if (alert === undefined) await openAlert(domain, condition);
    else await renewDetail(domain, alert, condition);
  }
  for (const [key, { id }] of opened) {
    const condition = conditions.get(key);
    if (condition === undefined || condition.isOver === true) await resolveAlert(domain, { id, last: condition });
  }
};

const keyOf = (kind: string, subject: string): string => `${kind} ${subject}`;

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

/** @param last what is to be said of it in the end; undefined: what was said last */
const resolveAlert = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { id, last }: { readonly id: string; readonly last: Condition | undefined },
): Promise<void> => {
  const now = clock.now();
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.alert.updateMany({
      where: { id, resolvedAt: null },
      data: { resolvedAt: now, ...(last !== undefined && { detail: last.detail }) },
    });
    if (count === 0) return;
    const { projectId, detail } = await tx.alert.findUniqueOrThrow({ where: { id } });
    const data = { alertId: id, projectId, ...AlertDetail.parse(detail) };
    await queueDelivery({ tx, now }, { type: "alert.resolved", data });
  });
};
