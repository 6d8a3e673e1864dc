import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { databaseTexts, hidings, markedSecret, waysToFind } from "./canary.ts";

// The canary test (e2e/canary.spec.ts) says that it found nothing. Here it is shown that it would.
describe.each(Object.entries(hidings))("a secret that hides: %s", (_name, hide) => {
  it.each([
    ["letters and digits", markedSecret("sk-ant-api03-")],
    ["characters that encodings change", markedSecret("", ` /+&"'<ü=\\`)],
  ])("is found (%s), and not one that is not there", (_kind, secret) => {
    const text = `{"at":1,"text":"before ${hide(secret)} after"}`;
    expect(waysToFind(text, secret)).not.toEqual([]);
    expect(waysToFind(text, markedSecret("sk-ant-api03-"))).toEqual([]);
  });
});

describe("databaseTexts", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it("has every row of every table, bytes and JSON too", async () => {
    const [first, second] = [markedSecret("one-"), markedSecret("two-")];
    await database.prisma.setting.create({ data: { key: "a", value: { b: [first] } } });
    const bytes = new Uint8Array(Buffer.from(second));
    const row = { name: "a", ciphertext: bytes, wrappedKey: new Uint8Array(), lastFour: "" };
    await database.prisma.secret.create({ data: row });
    const texts = await databaseTexts(database.url);
    const placesOf = (secret: string) =>
      texts.filter(({ text }) => waysToFind(text, secret).length > 0).map(({ place }) => place);
    expect(placesOf(first)).toEqual(['table public."Setting"']);
    expect(placesOf(second)).toEqual(['table public."Secret"']);
    expect(placesOf(markedSecret("three-"))).toEqual([]);
  });
});
