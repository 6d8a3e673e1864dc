import type { Domain, Reader } from "../domain.ts";
import { candidatesInOrder, isThisMachine, readCandidates } from "./choose-model.ts";
import { ollamaHosts } from "./hosts.ts";

/**
 * Why no local model can be asked now, in a sentence that names the server or the model, and what to do.
 * @param options `named`: the only one that is wanted
 */
export const whyNoneReady = async (
  domain: Reader & Pick<Domain, "environment">,
  { onThisMachine = false, named = null }: { readonly onThisMachine?: boolean; readonly named?: string | null } = {},
): Promise<string> => {
  const urls = (await ollamaHosts(domain)).flatMap(({ url }) => (onThisMachine && !isThisMachine(url) ? [] : [url]));
  if (urls.length === 0)
    return onThisMachine
      ? "No Ollama server on this machine is set up: start Ollama here, and name it in OLLAMA_HOST."
      : "No Ollama server is set up: name one in Settings, Fallback.";
  const rows = await domain.prisma.ollamaHost.findMany({
    where: { url: { in: urls }, version: { not: null } },
    select: { url: true },
  });
  const away = urls.filter((url) => !rows.some((row) => row.url === url));
  const noAnswer = away.length === 0 ? null : `${inWords(away)} ${away.length === 1 ? "does" : "do"} not answer.`;
  if (away.length === urls.length) return `${noAnswer} Start Ollama there.`;
  const { candidates, order } = await readCandidates(domain);
  const here = candidates.filter(
    ({ hostUrl, runsAt, name }) =>
      urls.includes(hostUrl) && !(onThisMachine && runsAt !== null) && (named ?? name) === name,
  );
  return [noAnswer, whyNoneOf(here, { order, named })].filter((part) => part !== null).join(" ");
};

const inWords = (urls: readonly string[]): string => `Ollama at ${urls.join(" and ")}`;

const whyNoneOf = (
  here: Parameters<typeof candidatesInOrder>[0],
  { order, named }: { readonly order: readonly string[]; readonly named: string | null },
): string => {
  const unchecked = candidatesInOrder(here, order).find(({ check }) => check === null);
  if (unchecked !== undefined) return `${unchecked.name} has not passed its tool-call check yet, which runs by itself.`;
  if (named !== null) {
    return here.length === 0
      ? `No server that answers has ${named}: pull it.`
      : `${named} cannot be used as it is: Settings, Fallback says why.`;
  }
  return here.length === 0
    ? "There is no model of its own yet: pull one that can call tools."
    : "None of the models there can be used: Settings, Fallback says why of each.";
};
