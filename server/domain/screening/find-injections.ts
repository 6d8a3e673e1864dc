import { foldText } from "./folded-text.ts";
import { injectionLanguages } from "./injection-languages.ts";
import { injectionRules, type InjectionRule } from "./injection-rules.ts";
import type { Match } from "./match.ts";

const rules: readonly InjectionRule[] = [...injectionRules, ...injectionLanguages];

const surroundings = 160;

/** A phrase that is quoted as an example of what the project deals with. */
const opening = /["'“„«‹`「『][^"'“”„«»‹›`「」『』\n]{0,60}$/u;
const closing = /^[^"'“”„«»‹›`「」『』\n]{0,60}["'”“»›`」』]/u;
const introducing =
  /(?:such as|like|e\.g\.|for (?:example|instance)|phrases?|patterns?|strings?|examples?|detects?|detecting|recogni[sz]e[sd]?|classif\p{L}{1,6}|flags?|blocks?|contain(?:s|ing)?|says?|attacks?|injections?|inputs?|texts?|wie|zum beispiel|z\. ?b\.|erkenn\p{L}{1,4}|comme|par exemple|como|por ejemplo)[^\p{L}]{0,6}(?:\p{L}{1,20}[^\p{L}]{1,4}){0,2}$/u;

/** Earlier ones in a list of such phrases. */
const quotedBefore = /(?:["'“„«][^"'“”„«»\n]{1,80}["'”“»][,;]?\s?(?:or|and|und|oder|ou|et|o|y|e)?\s?){1,5}$/u;

/** What somebody else might say, reported: "messages that try to …", "must never …". */
const reporting =
  /(?:\b(?:try|tries|trying|attempts?|attempting|asks?|tells?|instructs?|wants?|tricks?|urges?)(?: (?:it|the model|the bot|the agent|the assistant|a model|an agent|an llm|the llm|users|people))? to|\b(?:must|should|can|may|will|does|do) (?:not|never)(?: (?:be|make|let|allow))?(?: \p{L}{1,20}){0,2}|\b(?:never|refuses? to|resists?)) $/u;

/** Whether a phrase is talked about instead of said. */
const isMentioned = (text: string, start: number, end: number): boolean => {
  const before = text.slice(Math.max(0, start - surroundings), start);
  const quote = opening.exec(before);
  if (quote !== null && closing.test(text.slice(end, end + surroundings)))
    return introducing.test(before.slice(0, quote.index).replace(quotedBefore, ""));
  return reporting.test(before);
};

/**
 * Words that would turn an agent against its task. `text` may be decoded from something: then its places mean nothing
 * to the original.
 */
export const findInjections = (text: string): Match[] => {
  const folded = foldText(text);
  const present = new Map<string, boolean>();
  const has = (part: string): boolean => {
    const known = present.get(part) ?? folded.text.includes(part);
    present.set(part, known);
    return known;
  };
  return rules.flatMap(({ rule, certainty, message, needs, pattern }) => {
    if (needs !== null && !needs.some(has)) return [];
    return [...folded.text.matchAll(pattern)].map(({ index, 0: found }): Match => {
      const end = index + found.length;
      return {
        kind: "injection",
        rule,
        certainty: certainty === "high" && isMentioned(folded.text, index, end) ? "low" : certainty,
        message,
        start: folded.originOf(index),
        end: folded.originOf(end - 1) + 1,
      };
    });
  });
};
