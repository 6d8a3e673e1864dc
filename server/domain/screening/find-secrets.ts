import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { rules as recommended } from "@secretlint/secretlint-rule-preset-recommend";
import type { Match } from "./match.ts";

// It keeps a record of every rule on every text, for ever.
secretLintProfiler.setEnabled(false);

/** Comments in the text that switch rules off: whoever wrote the text must not decide what is found in it. */
const obeysTheText = "@secretlint/secretlint-rule-filter-comments";

const config = {
  rules: recommended
    .filter(({ meta }) => meta.id !== obeysTheText)
    .map((rule) => ({
      id: rule.meta.id,
      rule,
      // Not on by default: `AKIA…` alone, without the key that belongs to it.
      ...(rule.meta.id.endsWith("-aws") && { options: { enableIDScanRule: true } }),
    })),
};

/** Numbers and names that are no secret. */
const harmless = new Set(["AWSAccountID"]);

const advice = "Take it out, and replace it where it is used if others may have seen it.";

/** What a rule of the library is about, in the words of its own id: "…-rule-database-connection-string". */
const nameOf = (ruleId: string): string => ruleId.replace(/^.*-rule-/, "").replace("privatekey", "private-key");

const names: Readonly<Record<string, string>> = {
  aws: "An AWS key",
  anthropic: "An Anthropic key",
  basicauth: "An address with a user and password",
  "database-connection-string": "A database address with a password",
  gcp: "A Google Cloud key",
  github: "A GitHub token",
  gitlab: "A GitLab token",
  huggingface: "A Hugging Face token",
  npm: "An npm token",
  openai: "An OpenAI key",
  "private-key": "A private key",
  sendgrid: "A SendGrid key",
  slack: "A Slack token",
  stripe: "A Stripe key",
};

/** Addresses in examples and on one's own machine, and passwords that nobody has. */
const exampleHost =
  /@(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|host|hostname|db|database|postgres|redis|mysql|mongo|(?:[\w-]+\.)*(?:example(?:\.\w+)?|test|invalid|local))(?=[:/?\s"'`)]|$)/i;
const examplePassword =
  /:(?:pass(?:word|wd)?|secret|changeme|change-me|pw|pwd|x{3,}|\*{3,}|<[^<>]*>|\$\{?\w+\}?|\{\{?\w+\}?\})@/i;
const isExampleAddress = (text: string): boolean => exampleHost.test(text) || examplePassword.test(text);

/** Kinds that the library does not know, or knows more narrowly. */
const ownRules: readonly { rule: string; message: string; certainty: Match["certainty"]; pattern: RegExp }[] = [
  {
    rule: "anthropic",
    message: "An Anthropic key",
    certainty: "high",
    pattern: /\bsk-ant-[a-z]{2,8}\d{0,4}-[\w-]{20,}/g,
  },
  { rule: "openai", message: "An OpenAI key", certainty: "high", pattern: /\bsk-(?:proj|svcacct|admin)-[\w-]{20,}/g },
  { rule: "google", message: "A Google API key", certainty: "high", pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  {
    rule: "spiral",
    message: "An API token of Spiral's",
    certainty: "high",
    pattern: /\bspiral_pat_[\w-]{43}(?![\w-])/g,
  },
  {
    rule: "telegram",
    message: "A Telegram bot's token",
    certainty: "high",
    pattern: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/g,
  },
  {
    rule: "private-key",
    message: "A private key",
    certainty: "high",
    pattern: /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----[^-]{64,8000}(?:-----END [A-Z ]{4,40}-----)?/g,
  },
  {
    rule: "signed-token",
    message: "A signed token (JWT)",
    certainty: "low",
    pattern: /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{16,1000}/g,
  },
  {
    rule: "assigned-secret",
    message: "What looks like a password or key in an assignment",
    certainty: "low",
    pattern:
      /(?<=\b(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key)["'`]?\s{0,3}[:=]{1,2}\s{0,3}["'`]?)(?=[^\s"'`,;]{0,200}\d)(?=[^\s"'`,;]{0,200}[a-z])[^\s"'`,;<>(){}$]{12,200}/gi,
  },
];

const ownMatches = (text: string): Match[] =>
  ownRules.flatMap(({ rule, message, certainty, pattern }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
      kind: "secret" as const,
      rule,
      certainty,
      message: `${message}. ${advice}`,
      start: index,
      end: index + found.length,
    })),
  );

/** Keys, tokens and passwords, by secretlint's recommended rules and some of our own. The text goes nowhere. */
export const findSecrets = async (text: string, filePath = "brief.md"): Promise<Match[]> => {
  const { messages } = await lintSource({
    source: { filePath, content: text, ext: filePath.slice(filePath.lastIndexOf(".")), contentType: "text" },
    options: { config, noPhysicFilePath: true },
  });
  const found = messages.flatMap(({ ruleId, messageId, range: [start, end] }): Match[] => {
    if (harmless.has(messageId)) return [];
    const rule = nameOf(ruleId);
    const certainty = isExampleAddress(text.slice(start, end)) ? "low" : "high";
    const message = `${names[rule] ?? `A secret (${rule})`}. ${advice}`;
    return [{ kind: "secret", rule, certainty, message, start, end }];
  });
  return [...found, ...ownMatches(text)];
};
