import type { ProviderErrorClass } from "../../contract/errors.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { storableText } from "../events/index.ts";
import { wantedModels } from "./wanted-models.ts";

/** What came of a tool-call check. */
export interface CheckResult {
  readonly outcome: "passed" | "failed";
  readonly reason: string | null;
  readonly detail: string | null;
  readonly durationMs: number;
}

/**
 * The model to check next: one that a person has asked for, or else the first that is wanted and not checked. So a
 * machine is not kept busy with models that nobody would use. Null: nothing to do.
 */
export const nextCheck = async (
  domain: Pick<Domain, "prisma" | "environment" | "clock">,
): Promise<{ readonly hostUrl: string; readonly model: string; readonly digest: string } | null> => {
  const asked = await domain.prisma.ollamaModel.findFirst({
    where: { checkAskedAt: { not: null }, host: { version: { not: null } } },
    orderBy: { checkAskedAt: "asc" },
  });
  if (asked !== null) return { hostUrl: asked.hostUrl, model: asked.name, digest: asked.digest };
  // Those that have failed are not among them.
  const now = domain.clock.now();
  const first = (await wantedModels(domain)).find(
    ({ check, checkNotBefore }) => check === null && (checkNotBefore === null || checkNotBefore <= now),
  );
  if (first === undefined) return null;
  const row = await domain.prisma.ollamaModel.findUnique({
    where: { hostUrl_name: { hostUrl: first.hostUrl, name: first.name } },
  });
  return row === null ? null : { hostUrl: row.hostUrl, model: row.name, digest: row.digest };
};

/** Failures of a server that is busy, or cannot run the model just now: they say nothing about how it uses tools. */
const serversOwn: readonly string[] = ["timeout", "throttled", "overloaded"] satisfies ProviderErrorClass[];

/**
 * Keeps a result with the version of the model that it is about. Where its server failed, a model that had passed still
 * has; another one is checked again by itself, later each time.
 */
export const recordCheck = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  checked: { hostUrl: string; model: string; digest: string; result: CheckResult },
): Promise<void> => {
  const { hostUrl, model, digest, result } = checked;
  const byServer = result.reason !== null && serversOwn.includes(result.reason);
  const before = await prisma.ollamaModel.findUnique({ where: { hostUrl_name: { hostUrl, name: model } } });
  const sameVersion = before?.checkedDigest === digest;
  if (byServer && sameVersion && before.checkOutcome === "passed") {
    await prisma.ollamaModel.updateMany({ where: { hostUrl, name: model }, data: { checkAskedAt: null } });
    return;
  }
  await prisma.ollamaModel.updateMany({
    where: { hostUrl, name: model },
    data: {
      checkAskedAt: null,
      checkedDigest: digest,
      checkedAt: clock.now(),
      checkOutcome: result.outcome,
      checkReason: result.reason,
      checkDetail: result.detail === null ? null : storableText(result.detail),
      checkDurationMs: Math.round(result.durationMs),
      checkTries: byServer ? (sameVersion ? before.checkTries : 0) + 1 : 0,
    },
  });
};

/**
 * Asks for a check, again where there was one.
 * @throws DomainError where the server does not answer, for nobody could make it, or has no such model
 */
export const askCheck = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { hostUrl, model, actorId }: { hostUrl: string; model: string; actorId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const host = await tx.ollamaHost.findUnique({ where: { url: hostUrl }, select: { version: true } });
    if (host?.version === null)
      throw new DomainError(
        "conflict",
        `Ollama at ${hostUrl} does not answer, so nothing can be checked there. Start it (ollama serve) and check again when this page shows that it answers.`,
      );
    const { count } = await tx.ollamaModel.updateMany({
      where: { hostUrl, name: model },
      data: { checkAskedAt: clock.now() },
    });
    if (count === 0) throw new DomainError("not_found", `${hostUrl} has no model ${model} any more.`);
    await appendAudit(tx, { actorId, action: "model.check_asked", subjectId: model, detail: { hostUrl } });
  });
};
