import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hidings, markedSecret, waysToFind } from "../testing/canary.ts";
import { createKnownSecrets } from "./known-secrets.ts";
import { createRedactor } from "./redaction.ts";

const key = "sk-ant-api03-AbCdEf_0123-4567-xyzw-1111";
const awkward = `p@ss /+&"'<ü=\\word-2222`;

describe("redact", () => {
  it("puts the last four characters in a secret's place", () => {
    const { redact } = createRedactor([key, awkward]);
    expect(redact(`x-api-key: ${key}, password ${awkward}!`)).toBe(
      "x-api-key: [secret •••1111], password [secret •••2222]!",
    );
  });

  it.each(Object.entries(hidings))("finds one that hides: %s", (_name, hide) => {
    const other = markedSecret("other-");
    const { redact } = createRedactor([key, awkward]);
    for (const secret of [key, awkward]) {
      const text = `before ${hide(secret)} after ${hide(other)}`;
      const shown = redact(text);
      expect(shown).toContain("[secret •••");
      // All but the characters of base64 that also hold bits of a neighbour.
      expect(waysToFind(shown, secret.slice(2, -2))).toEqual([]);
      expect(waysToFind(shown, other)).not.toEqual([]);
    }
  });

  it("leaves out what is too short to be told from words, and shows nothing of short ones", () => {
    const { redact } = createRedactor(["secret", "hunter2!"]);
    expect(redact("a secret: hunter2!")).toBe("a secret: [secret]");
  });

  it("returns a text without secrets as it is", () => {
    const text = "sk-ant-api03-AbCdEf_0123 is only a beginning";
    expect(createRedactor([key]).redact(text)).toBe(text);
    expect(createRedactor([]).redact(text)).toBe(text);
  });

  it("takes the whole of secrets that overlap or contain one another", () => {
    const { redact } = createRedactor(["abcdefgh12345678", "12345678zyxwvuts", "abcdefgh12345678zyxw-long-9999"]);
    expect(redact("-abcdefgh12345678-")).toBe("-[secret •••5678]-");
    expect(redact("-abcdefgh12345678zyxwvuts-")).toBe("-[secret •••5678]-");
    expect(redact("-abcdefgh12345678zyxw-long-9999-")).toBe("-[secret •••9999]-");
  });

  it("finds every one of many, wherever they stand (fast-check)", () => {
    const secret = fc.string({ unit: "binary", minLength: 8, maxLength: 24 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.string({ maxLength: 20 }), (secrets, glue) => {
        const { redact } = createRedactor(secrets);
        const shown = redact(`${glue}${secrets.join(glue)}${glue}`);
        const byChance = `${glue}[secret]•`;
        expect(secrets.filter((each) => shown.includes(each) && !byChance.includes(each))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a stream", () => {
  it("shows the same as the whole text would, however it is cut (fast-check)", () => {
    const redactor = createRedactor([key, awkward, "12345678zyxwvuts"]);
    const piece = fc.oneof(
      fc.constantFrom(
        key,
        awkward,
        "12345678zyxwvuts",
        key.slice(0, 9),
        "s",
        Buffer.from(`a${key}`).toString("base64"),
      ),
      fc.string({ maxLength: 9 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(60), { maxLength: 30 }), (pieces, cuts) => {
        const text = pieces.join("····");
        const stream = redactor.stream();
        let shown = "";
        let at = 0;
        for (const cut of cuts) {
          shown += stream.push(text.slice(at, at + cut));
          at += cut;
        }
        shown += stream.push(text.slice(at)) + stream.end();
        // Up to three characters of a beginning may have been shown before it was known to be one.
        const withoutBeginnings = (of: string) => of.replaceAll(/·*[^·]{0,5}\[secret/g, "[secret");
        expect(withoutBeginnings(shown)).toBe(withoutBeginnings(redactor.redact(text)));
        for (const secret of [key, awkward, "12345678zyxwvuts"]) expect(shown).not.toContain(secret.slice(3));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps nothing back of ordinary text, and no more than could be a beginning", () => {
    const stream = createRedactor([key]).stream();
    expect(stream.push("yes or no? [y/s")).toBe("yes or no? [y/s");
    expect(stream.push(`k-an or ${key.slice(0, 20)}`)).toBe("k-an or ");
    expect(stream.push("x")).toBe(`${key.slice(0, 20)}x`);
    expect(stream.push(key.slice(0, 30))).toBe("");
    expect(stream.push(`${key.slice(30)} and on`)).toBe("[secret •••1111] and on");
  });
});

describe("known secrets", () => {
  it("are known until the last one who needs it forgets it", () => {
    const known = createKnownSecrets();
    expect(known.redact(key)).toBe(key);
    const [forget, forgetToo] = [known.remember(key), known.remember(key)];
    forget();
    forget();
    expect(known.redact(key)).toBe("[secret •••1111]");
    forgetToo();
    expect(known.redact(key)).toBe(key);
  });
});
