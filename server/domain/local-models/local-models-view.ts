import { ModelPullId } from "../../contract/ids.ts";
import { ProviderError } from "../../contract/errors.ts";
import {
  leastAgentContext,
  toolCheckWords,
  type LocalModelsView,
  type LocalModelView,
} from "../../contract/local-models.ts";
import type { OllamaModel } from "../../db/generated/client.ts";
import type { Domain } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { chooseLocalModel } from "./choose-model.ts";
import { ollamaHosts } from "./hosts.ts";

/** How long a pull that has ended is still shown. */
const pullShownMs = 10 * 60_000;

/** Everything that the settings show of local models. */
export const localModelsView = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
): Promise<LocalModelsView> => {
  const { prisma, clock } = domain;
  const [hosts, rows, pulls, settings, chosen] = await Promise.all([
    ollamaHosts(domain),
    prisma.ollamaHost.findMany({ include: { models: { orderBy: { name: "asc" } } } }),
    prisma.modelPull.findMany({
      where: { OR: [{ endedAt: null }, { endedAt: { gte: new Date(clock.now().getTime() - pullShownMs) } }] },
      orderBy: { createdAt: "asc" },
    }),
    readSettings(domain),
    chooseLocalModel(domain),
  ]);
  const found = new Map(rows.map((row) => [row.url, row]));
  return {
    order: settings["ollama.models"],
    pinAtPercent: settings["ollama.pinAtPercent"],
    chosen: chosen === null ? null : { hostUrl: chosen.hostUrl, model: chosen.model },
    fix:
      chosen === null
        ? fixFor(
            rows.some(({ version }) => version !== null),
            rows.flatMap(({ models }) => models),
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
        models: (row?.models ?? []).map((model) =>
          viewOf(model, chosen?.hostUrl === url && chosen.model === model.name),
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

const fixFor = (anyAnswers: boolean, models: readonly OllamaModel[]): string => {
  if (!anyAnswers) return "No Ollama server answers. Install Ollama and start it (ollama serve), or enter where it is.";
  if (models.length === 0) return "The server has no model yet. Pull one, for example qwen3-coder:30b.";
  if (!models.some(({ capabilities }) => capabilities.includes("tools")))
    return "None of the models can call tools. Pull one that can, for example qwen3-coder:30b.";
  if (!models.some(({ capabilities, runsAt }) => capabilities.includes("tools") && runsAt === null))
    return "Every model that can call tools runs elsewhere, and none of those is used unless the order below names it. Pull one that runs here, for example qwen3-coder:30b.";
  return "No model has passed its tool-call check yet. The check runs by itself; pull another model when it has failed.";
};

const viewOf = (row: OllamaModel, inUse: boolean): LocalModelView => ({
  name: row.name,
  sizeBytes: Number(row.sizeBytes),
  parameterSize: row.parameterSize,
  capabilities: row.capabilities,
  contextLength: row.contextLength,
  runsAt: row.runsAt,
  loadedContext: row.loadedContext,
  loaded: row.vramBytes !== null,
  pinned: row.pinnedUntil === null ? null : { until: row.pinnedUntil, error: row.pinError },
  check: checkOf(row),
  inUse,
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
