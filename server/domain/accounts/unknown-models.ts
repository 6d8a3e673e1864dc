import { z } from "zod";
import type { Domain } from "../domain.ts";
import { installationAccount } from "./current-account.ts";
import { anthropicAddress } from "./key-address.ts";
import type { FetchTo } from "./try-key.ts";

const ModelList = z.object({ data: z.array(z.object({ id: z.string().max(200) })).min(1) });
const timeoutMs = 5_000;
const named = 6;

/**
 * Which of these models the service does not have that the installation's key belongs to, each with words for whoever
 * typed it. Empty where all are there, and where it cannot be said: no key, no answer, or a gateway that lists nothing.
 * A name that is not on the list is asked for by itself, because services resolve aliases that they do not list.
 */
export const unknownModels = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
  { models, fetchTo }: { readonly models: readonly string[]; readonly fetchTo: FetchTo },
): Promise<ReadonlyMap<string, string>> => {
  const account = await installationAccount(domain);
  const asked = [...new Set(models)];
  if (account.kind !== "anthropic_api" || asked.length === 0) return new Map();
  const base = account.baseUrl ?? anthropicAddress;
  const ask = async (path: string): Promise<Response | null> => {
    try {
      return await fetchTo(account.addresses)(`${base}/v1/models${path}`, {
        headers: { "x-api-key": account.credential, "anthropic-version": "2023-06-01" },
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch {
      // Saving a name must not depend on a service that is away; a run says what is wrong with it.
      return null;
    }
  };
  const offered = await idsOf(await ask("?limit=1000"));
  if (offered === null) return new Map();
  const unknown = new Map<string, string>();
  for (const model of asked.filter((name) => !offered.includes(name))) {
    const answer = await ask(`/${encodeURIComponent(model)}`);
    await answer?.body?.cancel();
    if (answer?.status === 404) unknown.set(model, wordsFor(model, new URL(base).host, offered));
  }
  return unknown;
};

/** Null: what came is no list of models. */
const idsOf = async (answer: Response | null): Promise<readonly string[] | null> => {
  if (answer === null || !answer.ok) {
    await answer?.body?.cancel();
    return null;
  }
  try {
    return ModelList.parse(await answer.json()).data.map(({ id }) => id);
  } catch {
    return null;
  }
};

const wordsFor = (model: string, host: string, offered: readonly string[]): string => {
  const rest = offered.length > named ? ` and ${offered.length - named} more` : "";
  return `${host} has no model "${model}". It offers ${offered.slice(0, named).join(", ")}${rest}.`;
};
