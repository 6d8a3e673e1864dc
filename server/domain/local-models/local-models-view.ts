import { ModelPullId } from "../../contract/ids.ts";
import { ProviderError } from "../../contract/errors.ts";
import {
  leastAgentContext,
  toolCheckWords,
  type LocalModelsView,
  type LocalModelView,
} from "../../contract/local-models.ts";
import type { OllamaHost, OllamaModel } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { readCandidates, readyLocalModels, type Candidate, type ChosenModel } from "./choose-model.ts";
import { ollamaHosts } from "./hosts.ts";

/** How long a pull that has ended is still shown. */
const pullShownMs = 10 * 60_000;

/** Everything that the settings show of local models. */
export const localModelsView = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
): Promise<LocalModelsView> => {
  const { prisma, clock } = domain;
  const [hosts, rows, pulls, settings, ready, known] = await Promise.all([
    ollamaHosts(domain),
    prisma.ollamaHost.findMany({ include: { models: { orderBy: { name: "asc" } } } }),
    prisma.modelPull.findMany({
      where: { OR: [{ endedAt: null }, { endedAt: { gte: new Date(clock.now().getTime() - pullShownMs) } }] },
      orderBy: { createdAt: "asc" },
    }),
    readSettings(domain),
    readyLocalModels(domain),
    readCandidates(domain),
  ]);
  const chosen = ready[0] ?? null;
  const found = new Map(rows.map((row) => [row.url, row]));
  return {
    order: settings["ollama.models"],
    pinAtPercent: settings["ollama.pinAtPercent"],
    chosen: chosen === null ? null : { hostUrl: chosen.hostUrl, model: chosen.model },
    fix:
      chosen === null
        ? fixFor(
            hosts.map(({ url }) => found.get(url)),
            known,
          )
        : null,
    hosts: hosts.map(({ url, source }) => {
      const row = found.get(url);
      return {
        url,
        source,
        reachable: row === undefined ? null : row.version !== null,
        version: row?.version ?? null,
        error: row?.error == null ? null : ProviderError.parse(row.error).message,
        since: row?.since ?? null,
        models: (row?.models ?? [])
          .toSorted((a, b) => placeOf(a, ready) - placeOf(b, ready))
          .map((model) =>
            viewOf(model, {
              isInUse: chosen?.hostUrl === url && chosen.model === model.name,
              isAway: row?.version == null,
              now: clock.now(),
            }),
          ),
        pulls: pulls
          .filter((pull) => pull.hostUrl === url)
          .map(({ id, model, status, completedBytes, totalBytes, error, endedAt }) => ({
            id: ModelPullId.parse(id),
            model,
            status,
            completedBytes: completedBytes === null ? null : Number(completedBytes),
            totalBytes: totalBytes === null ? null : Number(totalBytes),
            error,
            endedAt,
          })),
      };
    }),
  };
};

const example = "for example qwen3-coder:30b";

/**
 * What keeps all of them from work, and what to do.
 * @param seen of each server; undefined: no runner has looked yet
 */
const fixFor = (
  seen: readonly (Pick<OllamaHost, "version"> | undefined)[],
  { candidates, order }: { readonly candidates: readonly Candidate[]; readonly order: readonly string[] },
): string => {
  const answers = seen.some((host) => host !== undefined && host.version !== null);
  if (!answers && seen.includes(undefined))
    return "A runner has not looked at every server yet. It looks every 30 seconds while it runs.";
  if (!answers) return "No Ollama server answers. Install Ollama and start it (ollama serve), or enter where it is.";
  if (candidates.length === 0) return `No server that answers has a model yet. Pull one, ${example}.`;
  const withTools = candidates.filter(({ capabilities }) => capabilities.includes("tools"));
  if (withTools.length === 0) return `None of the models can call tools. Pull one that can, ${example}.`;
  const usable = withTools.filter(({ runsAt, name }) => runsAt === null || order.includes(name));
  if (usable.length === 0)
    return `Every model that can call tools runs elsewhere, and none of those is used unless the order below names it. Pull one that runs here, ${example}.`;
  const long = usable.filter(({ contextLength }) => contextLength === null || contextLength >= leastAgentContext);
  if (long.length === 0)
    return `Every model that can call tools was made for less than the ${leastAgentContext.toLocaleString("en")} tokens of context that agents need. Pull one with more, ${example}.`;
  return long.some(({ check }) => check === null)
    ? "No model has passed its tool-call check yet. The check runs by itself."
    : "Every model that agents could use has failed its tool-call check; below is why. Pull another one, or check again what may pass now.";
};

/** What can be used comes first; among the others the order of their names stays. */
const placeOf = ({ hostUrl, name }: OllamaModel, ready: readonly ChosenModel[]): number => {
  const found = ready.findIndex((one) => one.hostUrl === hostUrl && one.model === name);
  return found === -1 ? ready.length : found;
};

interface SeenNow {
  /** It is the one that agents would use now. */
  readonly isInUse: boolean;
  /** Its server does not answer, so nobody knows what is in its memory. */
  readonly isAway: boolean;
  readonly now: Date;
}

/** Runners say it again every few minutes, and the server lets a model go a quarter of an hour after the last of them. */
const heldMs = 15 * 60_000;

/** Null also where its time is over, and where the runner that would say so is gone. */
const pinOf = (
  { pinnedUntil: until, pinRenewedAt: renewedAt, pinError: error }: OllamaModel,
  { isAway, now }: SeenNow,
): LocalModelView["pinned"] => {
  if (isAway || until === null || renewedAt === null) return null;
  return until > now && renewedAt.getTime() + heldMs > now.getTime() ? { until, error } : null;
};

const viewOf = (row: OllamaModel, seen: SeenNow): LocalModelView => ({
  name: row.name,
  sizeBytes: Number(row.sizeBytes),
  parameterSize: row.parameterSize,
  capabilities: row.capabilities,
  contextLength: row.contextLength,
  runsAt: row.runsAt,
  loadedContext: seen.isAway ? null : row.loadedContext,
  loaded: !seen.isAway && row.vramBytes !== null,
  pinned: pinOf(row, seen),
  check: checkOf(row),
  inUse: seen.isInUse,
  warning: warningOf(row),
});

const checkOf = (row: OllamaModel): LocalModelView["check"] => {
  const { checkAskedAt, checkedAt, checkedDigest, digest, checkOutcome, checkReason, checkDetail, checkDurationMs } =
    row;
  if (checkAskedAt !== null) return { state: "asked" };
  if (checkedAt === null || checkedDigest !== digest) return { state: "not_checked" };
  if (checkOutcome === "passed") return { state: "passed", at: checkedAt, durationMs: checkDurationMs ?? 0 };
  const words = Object.entries(toolCheckWords).find(([reason]) => reason === checkReason)?.[1];
  return { state: "failed", at: checkedAt, reason: words ?? checkDetail ?? "The check could not be carried out." };
};

/** What the server gives without being asked is what counts; the default depends on the graphics memory and is often 4k. */
const warningOf = ({ capabilities, contextLength, servedContext }: OllamaModel): string | null => {
  if (!capabilities.includes("tools")) return "It cannot call tools, so it cannot work as a Developer.";
  if (contextLength !== null && contextLength < leastAgentContext)
    return `It was made for ${contextLength.toLocaleString("en")} tokens of context; agents need ${leastAgentContext.toLocaleString("en")}. Pull a model with more, for example qwen3-coder:30b.`;
  if (servedContext !== null && servedContext < leastAgentContext)
    return `Its server loads it with ${servedContext.toLocaleString("en")} tokens of context; agents need ${leastAgentContext.toLocaleString("en")}. Start Ollama with OLLAMA_CONTEXT_LENGTH=65536, then check its tools again.`;
  return null;
};
