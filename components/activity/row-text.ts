import type { AskContent } from "../../server/contract/asks.ts";
import type { ActivityRow, NotePayload } from "./row.ts";
import { noteWords } from "./note-words.ts";

const stringsIn = (value: unknown): readonly string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (value !== null && typeof value === "object") return Object.values(value).flatMap(stringsIn);
  return [];
};

const textsOf = (row: ActivityRow): readonly string[] => {
  const { item } = row;
  switch (item.kind) {
    case "run":
      return [];
    case "said":
      return [item.sent.text, item.sent.by];
    case "message":
    case "thinking":
    case "prompt":
      return [item.text];
    case "tool":
      return [item.call.name, ...stringsIn(item.call.input), item.result?.output ?? ""];
    case "check":
      return [item.command, item.detectedBy, item.result?.output ?? ""];
    case "files":
      return item.files.map((file) => file.path);
    case "plan":
      return stringsIn(item.proposed.plan);
    case "review":
      return stringsIn(item.review);
    case "verdict":
      return [...stringsIn(item.given.verdict), item.given.overruled ?? ""];
    case "report":
      return stringsIn(item.report);
    case "ask":
      return [
        ...askTexts(item.content),
        ...(item.outcome === null || item.outcome === "withdrawn" ? [] : stringsIn(item.outcome)),
      ];
    case "note":
      return noteTexts(item.payload, row.at);
    default:
      return item satisfies never;
  }
};

const askTexts = (content: AskContent): readonly string[] => stringsIn(content);
const noteTexts = (payload: NotePayload, at: Date): readonly string[] => {
  const { text, detail } = noteWords(payload, at);
  return detail === null ? [text] : [text, detail];
};

/** How much of the surroundings of a hit is shown. */
const around = 60;

/**
 * The first place in a row where the words stand (ignoring case), cut to a line; null where they do not. `query` must
 * be in lower case.
 */
export const findInRow = (row: ActivityRow, query: string): { before: string; hit: string; after: string } | null => {
  for (const text of textsOf(row)) {
    const at = text.toLowerCase().indexOf(query);
    if (at < 0) continue;
    const from = Math.max(0, at - around);
    const to = at + query.length;
    const oneLine = (part: string) => part.replaceAll(/\s+/gu, " ");
    return {
      before: `${from > 0 ? "…" : ""}${oneLine(text.slice(from, at))}`,
      hit: oneLine(text.slice(at, to)),
      after: `${oneLine(text.slice(to, to + around))}${to + around < text.length ? "…" : ""}`,
    };
  }
  return null;
};
