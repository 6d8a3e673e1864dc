import type { ProviderError } from "../../contract/errors.ts";
import { Prisma, type OllamaModel } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { storableText } from "../events/index.ts";

/** What a runner saw of a host. */
export type SeenHost =
  | { readonly reachable: true; readonly version: string; readonly models: readonly SeenModel[] }
  | { readonly reachable: false; readonly error: ProviderError };

export interface SeenModel {
  readonly name: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly parameterSize: string | null;
  readonly quantization: string | null;
  /** Null: the server did not show this model; what was known of it holds. */
  readonly capabilities: readonly string[] | null;
  readonly contextLength: number | null;
  /** The machine that runs it where the server passes on what it is asked. */
  readonly runsAt: string | null;
  readonly loaded: { readonly contextLength: number | null; readonly vramBytes: number } | null;
}

/** Writes down how a host was found. Models that it no longer has are forgotten; results of checks are kept. */
export const recordHost = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { url, seen }: { url: string; seen: SeenHost },
): Promise<void> => {
  const now = clock.now();
  await prisma.$transaction(async (tx) => {
    const before = await tx.ollamaHost.findUnique({ where: { url } });
    const same = before !== null && (before.version !== null) === seen.reachable;
    // A server that was away, or is another version, may have been started with another context.
    const restarted = seen.reachable && before?.version !== seen.version;
    const state = {
      version: seen.reachable ? storableText(seen.version) : null,
      error: seen.reachable ? Prisma.DbNull : seen.error,
      lookedAt: now,
      since: same ? before.since : now,
    };
    await tx.ollamaHost.upsert({ where: { url }, create: { url, ...state }, update: state });
    // A host that is down for a moment still has its models.
    if (!seen.reachable) return;
    await tx.ollamaModel.deleteMany({ where: { hostUrl: url, name: { notIn: seen.models.map(({ name }) => name) } } });
    const known = new Map((await tx.ollamaModel.findMany({ where: { hostUrl: url } })).map((row) => [row.name, row]));
    for (const model of seen.models) {
      const data = {
        digest: model.digest,
        sizeBytes: BigInt(Math.round(model.sizeBytes)),
        parameterSize: model.parameterSize,
        quantization: model.quantization,
        ...shownOf(model, known.get(model.name)),
        ...(known.get(model.name)?.digest === model.digest ? {} : { servedContext: null, servedContextAt: null }),
        ...(restarted && { servedContextAt: null }),
        loadedContext: model.loaded?.contextLength ?? null,
        vramBytes: model.loaded === null ? null : BigInt(Math.round(model.loaded.vramBytes)),
      };
      await tx.ollamaModel.upsert({
        where: { hostUrl_name: { hostUrl: url, name: model.name } },
        create: { hostUrl: url, name: model.name, ...data },
        update: data,
      });
    }
  });
};

/** What the server shows of a model. One that is busy answers too late: then it is as it was, unless it is another version. */
const shownOf = (
  { capabilities, contextLength, runsAt, digest }: SeenModel,
  before: Pick<OllamaModel, "capabilities" | "contextLength" | "runsAt" | "digest"> | undefined,
) => {
  const remote = runsAt === null ? null : storableText(runsAt);
  if (capabilities !== null) return { capabilities: [...capabilities], contextLength, runsAt: remote };
  const same = before?.digest === digest ? before : null;
  return {
    capabilities: same?.capabilities ?? [],
    contextLength: same?.contextLength ?? null,
    runsAt: remote ?? same?.runsAt ?? null,
  };
};

/** Forgets hosts that are no longer set up, with their models. */
export const forgetHostsBut = async ({ prisma }: Pick<Domain, "prisma">, urls: readonly string[]): Promise<void> => {
  await prisma.ollamaHost.deleteMany({ where: { url: { notIn: [...urls] } } });
};
