import { findInjections } from "./find-injections.ts";
import type { Match } from "./match.ts";

/** Runs that may be text in disguise. Shorter ones hold no sentence. */
const disguises: readonly { name: string; pattern: RegExp; decode: (run: string) => string }[] = [
  {
    name: "base64",
    pattern: /(?<![\w+/-])[\w+/-]{32,20000}={0,2}/g,
    decode: (run) => Buffer.from(run, "base64").toString("utf8"),
  },
  {
    name: "hexadecimal",
    pattern: /(?<![0-9a-f])(?:[0-9a-f]{2}[ :]?){24,10000}/gi,
    decode: (run) => Buffer.from(run.replaceAll(/[ :]/g, ""), "hex").toString("utf8"),
  },
  {
    name: "percent-encoding",
    pattern: /(?:%[0-9a-f]{2}|[\w.~-]){24,20000}/gi,
    decode: (run) => (run.includes("%") ? Buffer.from(unescape(run), "latin1").toString("utf8") : ""),
  },
];

/** Percent-encoded bytes as characters of one byte each. */
const unescape = (run: string): string =>
  run.replace(/%([0-9a-f]{2})/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

// eslint-disable-next-line no-control-regex
const unreadable = /[\u0000-\u0008\u000e-\u001f\ufffd]/g;
const isText = (decoded: string): boolean =>
  decoded.length >= 16 && (decoded.match(unreadable)?.length ?? 0) * 20 < decoded.length;

/** Instructions that are written so that people cannot read them and an agent can. */
export const findEncodedInstructions = (text: string): Match[] =>
  disguises.flatMap(({ name, pattern, decode }) =>
    [...text.matchAll(pattern)].flatMap(({ index, 0: run }): Match[] => {
      const decoded = decode(run);
      if (!isText(decoded)) return [];
      const found = findInjections(decoded).find(({ certainty }) => certainty === "high");
      if (found === undefined) return [];
      return [
        {
          kind: "injection",
          rule: "encoded-instructions",
          certainty: "high",
          message: `Instructions to an agent, disguised as ${name}. Take it out.`,
          start: index,
          end: index + run.length,
          shown: `${run.slice(0, 24)}… (reads: “${decoded.slice(found.start, Math.max(found.end, found.start + 80))}”)`,
        },
      ];
    }),
  );
