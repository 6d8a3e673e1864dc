import { leastAgentContext } from "../../contract/local-models.ts";
import type { OllamaModel } from "../../db/generated/client.ts";
import type { AddressAllowance } from "../../platform/public-address.ts";
import type { Domain, Reader } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { ollamaHosts } from "./hosts.ts";

/** A model that can be asked now, and where. */
export interface ChosenModel {
  readonly hostUrl: string;
  readonly allow: AddressAllowance;
  readonly model: string;
  /** Tokens that a conversation with it may have: what the server gives, for Claude Code's interface cannot ask. */
  readonly contextTokens: number;
  /** Tokens that an analysis asks for: the same, so that the model is not loaded anew; more where that is too short. */
  readonly analysisTokens: number;
  /** Another machine that runs it, because the server passes on what it is asked (Ollama's cloud); null: the server. */
  readonly runsAt: string | null;
}

/** What choosing looks at. */
export interface Candidate {
  readonly hostUrl: string;
  readonly name: string;
  readonly sizeBytes: bigint;
  readonly capabilities: readonly string[];
  readonly contextLength: number | null;
  readonly runsAt: string | null;
  /** What its server gives it where nobody asks for any; null: not known. */
  readonly servedContext: number | null;
  /** That is known as far as it can be. */
  readonly isMeasured: boolean;
  /** Of this very version; null: not checked, or without an answer of the model's. */
  readonly check: "passed" | "failed" | null;
  /** The server failed at its check: not again before. */
  readonly checkNotBefore: Date | null;
  /** Since when its server has answered and its check stood, whichever is later; null: not checked. */
  readonly readySince: Date | null;
}

/** A model whose context nobody knows is asked for no more than agents need. */
const assumedContext = leastAgentContext;
/** More would take memory that most machines do not have. */
const enoughContext = 65_536;

/**
 * All that could work, best first: those an admin has put in an order, then the larger ones, for larger models keep to
 * their tools better. Only what can call tools and has the context for it; a model that has failed its check is out. What
 * its server gives too short a context comes last: it fails until that is set otherwise. What leaves the house for
 * another machine, and may cost there, is none of one's own models: only where an admin has named it.
 */
export const candidatesInOrder = (all: readonly Candidate[], order: readonly string[]): readonly Candidate[] => {
  const place = ({ name }: Candidate): number => {
    const found = order.indexOf(name);
    return found === -1 ? order.length : found;
  };
  const isShort = ({ servedContext }: Candidate): number =>
    Number(servedContext !== null && servedContext < leastAgentContext);
  return all
    .filter(({ capabilities, check }) => capabilities.includes("tools") && check !== "failed")
    .filter(({ runsAt, name }) => runsAt === null || order.includes(name))
    .filter(({ contextLength }) => (contextLength ?? assumedContext) >= leastAgentContext)
    .toSorted(
      (a, b) =>
        isShort(a) - isShort(b) ||
        place(a) - place(b) ||
        Number(b.sizeBytes - a.sizeBytes) ||
        a.name.localeCompare(b.name),
    );
};

const retryPause = { firstMs: 5 * 60_000, mostMs: 6 * 3_600_000 } as const;

const checkState = (row: OllamaModel): Pick<Candidate, "check" | "checkNotBefore"> => {
  const unchecked = { check: null, checkNotBefore: null } as const;
  if (row.checkedDigest !== row.digest) return unchecked;
  if (row.checkTries === 0 || row.checkedAt === null)
    return { ...unchecked, check: row.checkOutcome === "passed" ? "passed" : "failed" };
  const pause = Math.min(retryPause.mostMs, retryPause.firstMs * 2 ** (row.checkTries - 1));
  return { ...unchecked, checkNotBefore: new Date(row.checkedAt.getTime() + pause) };
};

/** Every model of every host that answers, as it was last seen. */
export const readCandidates = async (
  domain: Reader & Pick<Domain, "environment">,
): Promise<{ readonly candidates: readonly Candidate[]; readonly order: readonly string[] }> => {
  const hosts = await ollamaHosts(domain);
  const rows = await domain.prisma.ollamaModel.findMany({
    where: { hostUrl: { in: hosts.map(({ url }) => url) }, host: { version: { not: null } } },
    include: { host: { select: { since: true } } },
  });
  const order = (await readSettings(domain))["ollama.models"];
  // Of equals the one on the server that is named first goes first.
  const inOrder = hosts.flatMap(({ url }) => rows.filter(({ hostUrl }) => hostUrl === url));
  return {
    order,
    candidates: inOrder.map((row) => ({
      hostUrl: row.hostUrl,
      name: row.name,
      sizeBytes: row.sizeBytes,
      capabilities: row.capabilities,
      contextLength: row.contextLength,
      runsAt: row.runsAt,
      servedContext: row.servedContext,
      isMeasured: row.servedContextAt !== null,
      ...checkState(row),
      readySince: row.checkedAt === null || row.checkedAt > row.host.since ? row.checkedAt : row.host.since,
    })),
  };
};

/**
 * The local model that agents use now: the first in order that has passed its tool-call check. Null when there is none.
 * @param options `without`: models that have just failed, the next in order is taken; `named`: this one or none; `readyAfter`:
 * only what has become ready since
 */
export const chooseLocalModel = async (
  domain: Reader & Pick<Domain, "environment">,
  options: ReadyOptions & { without?: readonly string[]; named?: string | null } = {},
): Promise<ChosenModel | null> => {
  const { without = [], named = null } = options;
  const ready = await readyLocalModels(domain, options);
  return ready.find(({ model }) => !without.includes(model) && (named ?? model) === model) ?? null;
};

interface ReadyOptions {
  readonly onThisMachine?: boolean;
  readonly readyAfter?: Date | null;
}

/** Every local model that agents could use now, best first. */
export const readyLocalModels = async (
  domain: Reader & Pick<Domain, "environment">,
  { onThisMachine = false, readyAfter = null }: ReadyOptions = {},
): Promise<readonly ChosenModel[]> => {
  const hosts = new Map((await ollamaHosts(domain)).map((host) => [host.url, host]));
  const { candidates, order } = await readCandidates(domain);
  return candidatesInOrder(candidates, order).flatMap((candidate) => {
    const host = hosts.get(candidate.hostUrl);
    if (candidate.check !== "passed" || host === undefined) return [];
    if (readyAfter !== null && (candidate.readySince === null || candidate.readySince <= readyAfter)) return [];
    if (onThisMachine && (candidate.runsAt !== null || !isThisMachine(host.url))) return [];
    const { servedContext: served, contextLength } = candidate;
    const wanted = Math.min(contextLength ?? assumedContext, enoughContext);
    return {
      hostUrl: host.url,
      allow: host.allow,
      model: candidate.name,
      contextTokens: served ?? wanted,
      analysisTokens: served !== null && served >= leastAgentContext ? served : wanted,
      runsAt: candidate.runsAt,
    };
  });
};

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether what is sent there reaches a server on the runner's machine. */
export const isThisMachine = (url: string): boolean => loopback.test(URL.parse(url)?.hostname ?? "");

/** Whether what a model is asked stays on the runner's machine: its server is here, and runs it itself. */
export const staysOnThisMachine = async (
  { prisma }: Reader,
  { hostUrl, model }: { readonly hostUrl: string; readonly model: string },
): Promise<boolean> =>
  isThisMachine(hostUrl) &&
  (await prisma.ollamaModel.count({ where: { hostUrl, name: model, runsAt: { not: null } } })) === 0;
