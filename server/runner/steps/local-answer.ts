import { z } from "zod";

/** What local models write in place of a call: their templates' tags, where the server did not make a call of them. */
const callTag = String.raw`(?:<\/?(?:tool_call|function_call|function=[\w-]+|tools?_use)\b[^>\n]*>|\[TOOL_CALLS\]|<\|python_tag\|>)`;

/** Alone in a line, or right before what is called: whoever writes about such tags does neither. */
const writtenTag = new RegExp(
  String.raw`^[ \t]*${callTag}[ \t]*$|${callTag}\s*(?:[{[]|<(?:function|parameter|invoke)\b)`,
  "im",
);

/** Blocks and spans of code, which quote. */
const code = /^(```|~~~)[^]*?^\1[ \t]*$|`[^`\n]+`/gm;

const WrittenCall = z
  .looseObject({ name: z.string() })
  .refine((value) => "arguments" in value || "parameters" in value || "input" in value);

const fenced = /^```\w*\s*\n([\s\S]*?)\n```$/;

/** Whether a whole answer is a tool call that was written instead of made. */
const isWrittenCall = (text: string): boolean => {
  const body = fenced.exec(text)?.[1] ?? text;
  if (writtenTag.test(body.replaceAll(code, "")) || text.startsWith("<|python_tag|>")) return true;
  try {
    const value: unknown = JSON.parse(body);
    return z.union([WrittenCall, z.array(WrittenCall).min(1)]).safeParse(value).success;
  } catch {
    return false;
  }
};

/**
 * What is wrong with the words that a local model ended its turn with, though nothing failed on the way; null: nothing.
 * Claude's answers are not looked at: it makes its calls. An answer that only speaks of calls in its prose is none. Pure.
 */
export const faultOfLocalAnswer = (text: string, model: string): string | null => {
  const words = text.trim();
  if (words === "") return `${model} ended its turn without a word, and the work is not done.`;
  return isWrittenCall(words)
    ? `${model} wrote a tool call into its text instead of making it, so nothing was carried out.`
    : null;
};
