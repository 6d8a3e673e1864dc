import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knownSecrets } from "../platform/known-secrets.ts";
import { grantFor, keyUpstream, send, startGateway, startUpstream } from "./gateway.fixture.ts";
import { responseHeaders } from "./headers.ts";
import { withholdSecrets } from "./withhold-secrets.ts";

const key = "sk-ant-api03-behind-the-gateway-1234";
let forget: () => void;
beforeAll(() => {
  forget = knownSecrets().remember(key);
});
afterAll(() => forget());

const through = (bytes: Uint8Array, size: number): Buffer => {
  const withholding = withholdSecrets();
  const shown: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) shown.push(withholding.push(bytes.subarray(at, at + size)));
  return Buffer.concat([...shown, withholding.end()]);
};

describe("an answer on its way to the child", () => {
  it.each([1, 7, 1_000])("loses the key that it repeats, in pieces of %i bytes", (size) => {
    const answer = JSON.stringify({
      error: { message: `“${key}” is no valid key — ${encodeURIComponent(`${key}é`)}` },
    });
    const shown = through(Buffer.from(answer), size).toString("utf8");
    expect(shown).not.toContain(key.slice(4));
    expect(JSON.parse(shown)).toMatchObject({
      error: {
        message: expect.stringMatching(
          /^“(?:sk-)?\[secret •••1234\]” is no valid key — (?:sk-)?\[secret •••1234\]%C3%A9$/,
        ) as unknown,
      },
    });
  });

  it("is otherwise the same, byte by byte, text or not (fast-check)", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        expect(through(bytes, size).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  it("has no header that repeats it", () => {
    const headers = { "request-id": `req_${key}`, "retry-after": "3", "content-type": "application/json" };
    expect(responseHeaders(headers)).toEqual({ "retry-after": "3", "content-type": "application/json" });
  });

  it.each(["application/json", "text/event-stream"])("loses it on the way through a door (%s)", async (type) => {
    const upstream = await startUpstream((response) =>
      response.writeHead(401, { "content-type": type }).end(JSON.stringify({ error: { message: `${key} is no key` } })),
    );
    const door = await (await startGateway()).open(grantFor(keyUpstream(upstream.url)), "socket");
    const text = await (await send(door)).text();
    expect(text).toContain("is no key");
    expect(text).not.toContain(key.slice(4));
  });
});
