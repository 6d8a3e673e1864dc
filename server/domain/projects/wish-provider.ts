import type { z } from "zod";
import type { ProviderErrorClass } from "../../contract/errors.ts";
import type { ProviderWish, UpdateFallbackInput } from "../../contract/fallback.ts";
import { awaitsLocalModel, localModelHelps, type Hold } from "../../contract/statuses.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { forgetNearLimits, makeBreakersDue } from "../fallback/index.ts";
import { readSettings, writeSettings } from "../settings/index.ts";
import { letGoOn, waitsForProvider } from "./let-go-on.ts";
import { lockProject } from "./load-project.ts";
import type { SteerOptions } from "./steer-project.ts";

/**
 * Where a person wants a project worked on from its next step on: with a local model now, with Claude again, or as it
 * comes. A project that waits for a limit or a provider goes on at once. Claude is tried even where its limit is not
 * known to be over.
 */
export const wishProvider = async (
  domain: Domain,
  { projectId, actorId, wish }: SteerOptions & { readonly wish: ProviderWish | null },
): Promise<void> => {
  if (wish !== "local") await makeBreakersDue(domain, { projectId });
  await domain.prisma.$transaction(async (tx) => {
    const { project } = await lockProject(tx, projectId);
    await tx.project.update({ where: { id: projectId }, data: { providerWish: wish } });
    await letGoOn(domain, tx, { projectId, actorId, from: waitsForProvider });
    await appendAudit(tx, {
      actorId,
      action: "project.provider_wished",
      subjectId: projectId,
      detail: { from: project.providerWish, to: wish },
    });
  });
};

/**
 * The same for every project that says nothing else, and what happens to those that Claude cannot work on. Those that
 * wait and have another way now go on at once. The settings' own entries are in the audit log.
 */
export const changeFallback = async (
  domain: Domain,
  { actorId, mode, wish, early, tryClaude }: z.infer<typeof UpdateFallbackInput> & { readonly actorId: string },
): Promise<void> => {
  const before = await readSettings(domain);
  const { "fallback.mode": modeBefore, "fallback.wish": wishBefore } = before;
  await writeSettings(domain, {
    values: {
      "fallback.mode": mode,
      "fallback.wish": wish,
      ...(early !== undefined && { "fallback.early": early.when, "fallback.threshold": early.threshold }),
    },
    actorId,
  });
  const isSame = early?.when === before["fallback.early"] && early.threshold === before["fallback.threshold"];
  if (early !== undefined && !isSame) await forgetNearLimits(domain);
  const toClaude = tryClaude === true || (wish !== wishBefore && (wish === "claude" || wishBefore === "local"));
  if (toClaude) await makeBreakersDue(domain, { projectId: null });
  const toLocal = wish === "local" && wishBefore !== "local";
  const standsIn = mode === "auto" && wish === null && (modeBefore !== "auto" || wishBefore === "claude");
  if (!toClaude && !toLocal && !standsIn) return;
  const waiting = await domain.prisma.project.findMany({
    where: { status: "WAITING", scenario: null, private: false, providerWish: null },
    select: { id: true, fallbackMode: true },
  });
  const from = toLocal ? localModelHelps : toClaude ? waitsForLimitOrModel : standsInFor;
  for (const { id: projectId, fallbackMode } of waiting) {
    // One that has a mode of its own does not hear of the others'.
    if (standsIn && fallbackMode !== null) continue;
    await domain.prisma.$transaction((tx) => letGoOn(domain, tx, { projectId, actorId, from }));
  }
};

const waitsForLimitOrModel = (hold: Hold): boolean => hold.reason === "quota" || awaitsLocalModel(hold);

/** A local model goes on by itself where Claude is at a limit or away. It makes no wrong key right. */
const standsInFor = (hold: Hold): boolean =>
  hold.reason === "quota" || (hold.reason === "provider" && isOutage(hold.class));

const isOutage = (cls: ProviderErrorClass | undefined): boolean =>
  cls === "throttled" || cls === "overloaded" || cls === "network";
