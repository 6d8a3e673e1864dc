import type { Guard } from "./guard.ts";

const secrets = (name: string): Guard["test"] => ({ file: "server/domain/secrets/secrets.test.ts", name });
const brief = (name: string): Guard["test"] => ({ file: "server/domain/screening/screen-brief.test.ts", name });
const words = (name: string): Guard["test"] => ({ file: "server/domain/screening/screen-words.test.ts", name });

/** Stored secrets, what is said of them, and what a brief may hold. */
export const secretGuards: readonly Guard[] = [
  {
    name: "secret-bound-to-name",
    cases: [48],
    file: "server/domain/secrets/envelope.ts",
    find: `import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";`,
    replace: `import * as crypto from "node:crypto";
const { randomBytes } = crypto;
const unbound = { setAAD: () => undefined };
const createCipheriv: typeof crypto.createCipheriv = (...args) => Object.assign(crypto.createCipheriv(...args), unbound);
const createDecipheriv: typeof crypto.createDecipheriv = (...args) => Object.assign(crypto.createDecipheriv(...args), unbound);`,
    test: secrets("refuse another name"),
  },
  {
    name: "secret-last-four",
    cases: [48],
    file: "server/platform/redaction.ts",
    find: `value.length < shortestShown ? "" : value.slice(-4)`,
    replace: "value.slice(-4)",
    test: secrets("show nothing of a short one"),
  },
  {
    name: "secret-of-the-log",
    cases: [48, 88],
    file: "server/platform/logger.ts",
    find: "output.write(knownSecrets().redact(json))",
    replace: "output.write(json)",
    test: { file: "server/platform/logger.test.ts" },
  },
  {
    name: "secret-of-events",
    cases: [48],
    file: "server/domain/events/storable.ts",
    find: "knownSecrets().redact(text)",
    replace: "text",
    test: { file: "server/runner/run-log.test.ts", name: "is in no event" },
  },
  {
    name: "secret-spellings",
    cases: [48],
    file: "server/platform/redaction.ts",
    find: "for (const spelling of spellingsOf(secret))",
    replace: "for (const spelling of [secret])",
    test: { file: "server/platform/redaction.test.ts", name: "finds one that hides" },
  },
  {
    name: "secret-across-pieces",
    cases: [48],
    file: "server/platform/redaction.ts",
    find: "(begun > shownOfBeginning ? begun : 0)",
    replace: "0",
    test: { file: "server/platform/redaction.test.ts", name: "however it is cut" },
  },
  {
    name: "log-control-characters",
    cases: [42, 43, 88],
    file: "server/platform/logger.ts",
    find: "text.replace(unsafeCharacters,",
    replace: "text.replace(/$^/gu,",
    test: { file: "server/platform/logger.test.ts" },
  },
  {
    name: "screening-block",
    cases: [71],
    file: "server/domain/screening/screen-brief.ts",
    find: `case "block":
      return refuse(`,
    replace: `case "block":
      if (mode === "block") return { ...record, decision: "shown" };
      return refuse(`,
    test: brief("is refused with what to change"),
  },
  {
    name: "screening-confirmed",
    cases: [66],
    file: "server/domain/screening/screen-brief.ts",
    find: "return confirmed === hash",
    replace: "return confirmed !== null",
    test: brief("needs a confirmation of exactly these"),
  },
  {
    name: "screening-answers",
    cases: [71],
    file: "server/domain/progress/answer-ask.ts",
    find: "  await screenAnswer(domain, { askId, answer, actorId });",
    replace: "",
    test: { file: "server/domain/progress/spine.test.ts", name: "words with a key" },
  },
  {
    name: "screening-messages",
    cases: [71],
    file: "server/domain/messages/send-message.ts",
    find: "  await screenWords(domain, { subjectId: projectId, words: options.text, actorId });",
    replace: "",
    test: words("a message"),
  },
  {
    name: "screening-steering",
    cases: [71],
    file: "server/domain/projects/steer-phases.ts",
    find: `  await screenWords(domain, { subjectId: projectId, words: words ?? "", actorId });`,
    replace: "",
    test: words("what is to be different in a phase"),
  },
  {
    name: "screening-plans",
    cases: [71],
    file: "server/domain/projects/edit-plan.ts",
    find: "  await screenWords(domain, { subjectId: projectId, words, actorId });",
    replace: "",
    test: words("a phase of an edited plan"),
  },
  {
    name: "screening-contexts",
    cases: [71],
    file: "server/domain/contexts/update-context.ts",
    find: `  await screenWords(domain, { subjectId: \`context.\${id}\`, words: text ?? "", actorId });`,
    replace: "",
    test: words("a context"),
  },
  {
    name: "screening-somebody-else",
    cases: [66],
    file: "server/domain/screening/screen-words.ts",
    find: `          actorId,
          detail: {`,
    replace: "          detail: {",
    test: words("somebody else has not looked at them"),
  },
  {
    name: "known-secrets-in-templates",
    cases: [48],
    file: "server/domain/templates/templates.ts",
    find: "data: asKept(template) });",
    replace: "data: template });",
    test: words("is kept in no part of a template"),
  },
  {
    name: "screening-hidden-text",
    cases: [67],
    file: "server/domain/screening/screen-text.ts",
    find: "...findHiddenText(text),",
    replace: "",
    test: { file: "server/domain/screening/screen-text.test.ts", name: "makes visible what is hidden" },
  },
];
