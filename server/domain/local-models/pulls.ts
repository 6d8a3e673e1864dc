import type { ModelPullId } from "../../contract/ids.ts";
import { Prisma } from "../../db/generated/client.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { storableText } from "../events/index.ts";
import { ollamaHosts } from "./hosts.ts";

/** Asks a host to fetch a model. A runner does it; its progress is a row that pages read. */
export const askPull = async (
  domain: Pick<Domain, "prisma" | "environment">,
  { hostUrl, model, actorId }: { hostUrl: string; model: string; actorId: string },
): Promise<void> => {
  if (!(await ollamaHosts(domain)).some(({ url }) => url === hostUrl)) {
    throw new DomainError("not_found", `${hostUrl} is not among the Ollama servers. Add it first.`);
  }
  try {
    await domain.prisma.$transaction(async (tx) => {
      await tx.modelPull.create({
        data: { id: newId("modelPull"), hostUrl, model, status: "waiting", askedById: actorId },
      });
      await appendAudit(tx, { actorId, action: "model.pull_asked", subjectId: model, detail: { hostUrl } });
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") {
      throw new DomainError("conflict", `${model} is being pulled already.`);
    }
    throw error;
  }
};

/**
 * Calls a pull back. Whoever carries it out finds it ended and closes its connection; the server keeps what it has so far.
 * @throws DomainError where there is none, or it has ended
 */
export const stopPull = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { id, actorId }: { id: ModelPullId; actorId: string },
): Promise<void> =>
  prisma.$transaction(async (tx) => {
    const { count } = await tx.modelPull.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: clock.now(), error: "Stopped. Pull it again: the server goes on where it was." },
    });
    const pull = await tx.modelPull.findUnique({ where: { id } });
    if (pull === null) throw new DomainError("not_found", "There is no such pull.");
    if (count === 0) throw new DomainError("conflict", `The pull of ${pull.model} has ended already.`);
    const { hostUrl, model } = pull;
    await appendAudit(tx, { actorId, action: "model.pull_stopped", subjectId: model, detail: { hostUrl } });
  });

export interface OpenPull {
  readonly id: string;
  readonly hostUrl: string;
  readonly model: string;
}

/** Pulls that are not done. A host goes on where it was when a pull is asked for again, so repeating one is harmless. */
export const openPulls = async ({ prisma }: Pick<Domain, "prisma">): Promise<readonly OpenPull[]> =>
  prisma.modelPull.findMany({
    where: { endedAt: null },
    orderBy: { createdAt: "asc" },
    select: { id: true, hostUrl: true, model: true },
  });

/** How far a pull has come. */
export const recordPull = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  pull: {
    readonly id: string;
    readonly status: string;
    readonly completedBytes: number | null;
    readonly totalBytes: number | null;
    readonly ended: { readonly error: string | null } | null;
  },
): Promise<void> => {
  const { id, status, completedBytes, totalBytes, ended } = pull;
  await prisma.modelPull.updateMany({
    where: { id, endedAt: null },
    data: {
      status: storableText(status),
      completedBytes: completedBytes === null ? null : BigInt(Math.round(completedBytes)),
      totalBytes: totalBytes === null ? null : BigInt(Math.round(totalBytes)),
      ...(ended === null
        ? {}
        : { endedAt: clock.now(), error: ended.error === null ? null : storableText(ended.error) }),
    },
  });
};
