import { expect, test } from "vitest";
import { chooseSession, fitsContext } from "./choose-session.ts";

const claudes = { id: "a", handOverOf: null, started: true };
const locals = { id: "b", handOverOf: "a", started: true };
const short = { contextTokens: 64_000, tokens: 20_000 };
const long = { contextTokens: 64_000, tokens: 60_000 };

test.each([
  ["the first conversation", { sessions: [], currentId: null, local: null }, { go: "first" }],
  [
    "the same one on a local model that can hold it",
    { sessions: [claudes], currentId: "a", local: short },
    { go: "on", id: "a", news: false },
  ],
  ["a fresh one where it cannot", { sessions: [claudes], currentId: "a", local: long }, { go: "afresh", from: "a" }],
  [
    "the fresh one again, after a crash",
    { sessions: [claudes, locals], currentId: "b", local: short },
    { go: "on", id: "b", news: false },
  ],
  [
    "the fresh one that never began, whatever is counted",
    { sessions: [claudes, { ...locals, started: false }], currentId: "b", local: long },
    { go: "on", id: "b", news: false },
  ],
  [
    "Claude's own when it comes back, with the news",
    { sessions: [claudes, locals], currentId: "b", local: null },
    { go: "on", id: "a", news: true },
  ],
  [
    "Claude's own when it was there all the time",
    { sessions: [claudes], currentId: "a", local: null },
    { go: "on", id: "a", news: false },
  ],
  [
    "another fresh one at the next limit",
    { sessions: [claudes, locals], currentId: "a", local: long },
    { go: "afresh", from: "a" },
  ],
  [
    "one that nobody has counted",
    { sessions: [claudes], currentId: "a", local: { ...long, tokens: null } },
    { go: "on", id: "a", news: false },
  ],
] as const)("%s", (_, question, choice) => {
  expect(chooseSession(question)).toEqual(choice);
});

test("a conversation needs room to grow", () => {
  expect(fitsContext(48_000, 64_000)).toBe(true);
  expect(fitsContext(48_001, 64_000)).toBe(false);
});
