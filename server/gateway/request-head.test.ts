import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readJson } from "./json.ts";
import { readRequestHead } from "./request-head.ts";

const modelOf = (text: string): string | null => readRequestHead(Buffer.from(text))?.model ?? null;

const Body = z.object({ model: z.unknown() });

describe("readRequestHead", () => {
  it("finds what JSON.parse finds, in any JSON around it", () => {
    const name = fc.stringMatching(/^[!-~]{1,60}$/);
    const member = fc.tuple(fc.string({ unit: "grapheme" }), fc.jsonValue());
    fc.assert(
      fc.property(
        name,
        fc.array(member),
        fc.array(member),
        fc.constantFrom(0, 2, "\t"),
        (model, before, after, space) => {
          const body = Object.fromEntries([...before, ["model", model], ...after.filter(([key]) => key !== "model")]);
          const text = JSON.stringify(body, null, space);
          expect(modelOf(text)).toBe(model);
          expect(modelOf(text.replace('"model"', String.raw`"\u006dod\u0065l"`))).toBe(model);
        },
      ),
    );
  });

  it("never names another model than JSON.parse does", () => {
    const token = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"model"',
      '"a"',
      String.raw`"\""`,
      '"model":"b"',
      "1",
      " ",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), fc.array(token, { maxLength: 4 }), (before, after) => {
        const text = `{${before.join("")}"model":"a"${after.join("")}}`;
        const parsed = Body.safeParse(readJson(text)).data;
        const found = modelOf(text);
        expect(found === null || parsed === undefined ? found : parsed.model).toBe(found);
      }),
      { numRuns: 5_000 },
    );
  });

  it("does not take a member of something else for it", () => {
    expect(modelOf('{"a":{"model":"x"},"b":[{"model":"y"}],"c":"\\"model\\":\\"z\\"","model":"right"}')).toBe("right");
    expect(modelOf('{"metadata":{"model":"x"}}')).toBeNull();
    expect(modelOf('{"x":"model","y":"z"}')).toBeNull();
  });

  it.each([
    ["two models", '{"model":"a","model":"b"}'],
    ["two models, one in disguise", '{"model":"a","\\u006dodel":"b"}'],
    ["a model behind a comment's quote", '{"a":1,/*"*/"model":"a"/*"*/}'],
    ["single quotes", "{'model':'a'}"],
    ["two objects", '{"model":"a"}{"model":"b"}'],
    ["a list", '[{"model":"a"}]'],
    ["a text", '"model"'],
    ["nothing", ""],
    ["half an object", '{"model":"a"'],
    ["half a text", '{"model":"a'],
    ["a byte order mark", '\uFEFF{"model":"a"}'],
    ["a model that is none", '{"model":{"a":"b"}}'],
    ["a model of two names", '{"model":["a","b"]}'],
    ["a number", '{"model":1}'],
    ["an empty name", '{"model":""}'],
    ["a name with a line", '{"model":"a\\nb"}'],
    ["an endless name", `{"model":"${"a".repeat(3_000)}"}`],
  ])("refuses %s", (_, text) => {
    expect(modelOf(text)).toBeNull();
  });

  it.each([
    ["a number", '{"model":"a","max_tokens":32000}', 32_000],
    ["before the model", '{"max_tokens": 5 ,"model":"a"}', 5],
    ["the larger of two", '{"max_tokens":1,"model":"a","max_tokens":64000}', 64_000],
    ["one in disguise", '{"model":"a","max\\u005ftokens":7}', 7],
    ["a power", '{"model":"a","max_tokens":1e5}', 100_000],
    ["none", '{"model":"a"}', null],
    ["none of its own", '{"model":"a","metadata":{"max_tokens":9}}', null],
    ["a text", '{"model":"a","max_tokens":"9"}', null],
    ["a negative number", '{"model":"a","max_tokens":-9}', null],
  ])("reads how long the answer may be: %s", (_, text, expected) => {
    expect(readRequestHead(Buffer.from(text))).toEqual({ model: "a", maxTokens: expected });
  });

  it("survives whatever bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(readRequestHead(Buffer.from(bytes))).toBeNull();
      }),
    );
  });
});
