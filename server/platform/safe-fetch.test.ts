import { once } from "node:events";
import http, { createServer, type RequestListener } from "node:http";
import type { LookupFunction } from "node:net";
import { gzipSync } from "node:zlib";
import { Agent } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { AddressRefusedError, checkedLookup, type Lookup, type ResolvedAddress } from "./checked-lookup.ts";
import { safeFetch, type SafeFetchOptions } from "./safe-fetch.ts";

/** Listens on everything that this machine is called, and counts who came. */
const startCanary = async (answer: RequestListener = (_request, response) => void response.end("secret")) => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  // Both families where there are both.
  await once(server.listen({ port: 0 }), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { port: address.port, requests };
};

const addressOf = (address: string): ResolvedAddress => ({ address, family: address.includes(":") ? 6 : 4 });
const answering =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map(addressOf);
const fetcher = (options: Partial<SafeFetchOptions> = {}) =>
  safeFetch({ allow: "public", timeoutMs: 5_000, maxBytes: 1_000_000, ...options });

/** The lookup of node:net for a made-up DNS, without any check. */
const unchecked =
  (lookup: Lookup): LookupFunction =>
  (hostname, options, callback) => {
    void lookup(hostname).then((addresses) => {
      const [first] = addresses;
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first?.address ?? "", first?.family ?? 4);
    });
  };

/** What a plain fetch would do: `reached` is the positive control, where this machine's own programs get through. */
interface Disguise {
  readonly name: string;
  readonly url: (port: number) => string;
  readonly lookup?: Lookup;
  readonly reached: boolean;
}
const disguises: readonly Disguise[] = [
  { name: "dotted", url: (port) => `http://127.0.0.1:${port}/`, reached: true },
  { name: "decimal", url: (port) => `http://2130706433:${port}/`, reached: true },
  { name: "octal", url: (port) => `http://0177.0.0.1:${port}/`, reached: true },
  { name: "octal in one", url: (port) => `http://017700000001:${port}/`, reached: true },
  { name: "hexadecimal", url: (port) => `http://0x7f000001:${port}/`, reached: true },
  { name: "mixed bases", url: (port) => `http://0x7f.1:${port}/`, reached: true },
  { name: "shortened", url: (port) => `http://127.1:${port}/`, reached: true },
  {
    name: "another loopback address",
    url: (port) => `http://127.8.8.8:${port}/`,
    reached: process.platform === "linux",
  },
  { name: "trailing dot", url: (port) => `http://127.0.0.1.:${port}/`, reached: true },
  { name: "full-width digits", url: (port) => `http://①②⑦.⓪.⓪.①:${port}/`, reached: true },
  { name: "percent-encoded", url: (port) => `http://%31%32%37.0.0.1:${port}/`, reached: true },
  { name: "unspecified", url: (port) => `http://0.0.0.0:${port}/`, reached: process.platform === "linux" },
  { name: "zero", url: (port) => `http://0:${port}/`, reached: process.platform === "linux" },
  { name: "localhost", url: (port) => `http://localhost:${port}/`, reached: true },
  { name: "below localhost", url: (port) => `http://x.localhost:${port}/`, reached: false },
  { name: "IPv4-mapped", url: (port) => `http://[::ffff:127.0.0.1]:${port}/`, reached: true },
  { name: "IPv4-mapped in hexadecimal", url: (port) => `http://[::ffff:7f00:1]:${port}/`, reached: true },
  { name: "IPv6 loopback", url: (port) => `http://[::1]:${port}/`, reached: false },
  { name: "IPv6 unspecified", url: (port) => `http://[::]:${port}/`, reached: false },
  { name: "NAT64", url: (port) => `http://[64:ff9b::7f00:1]:${port}/`, reached: false },
  { name: "6to4", url: (port) => `http://[2002:7f00:1::]:${port}/`, reached: false },
  { name: "user that looks like a host", url: (port) => `http://public.example@127.0.0.1:${port}/`, reached: false },
  { name: "user and password", url: (port) => `http://public.example:443@127.0.0.1:${port}/`, reached: false },
  { name: "backslash before the user", url: (port) => `http://127.0.0.1:${port}\\@public.example/`, reached: true },
  { name: "tab in the address", url: (port) => `http://127.0\t.0.1:${port}/`, reached: true },
  {
    name: "a name of this machine",
    url: (port) => `http://inside.example:${port}/`,
    lookup: answering("127.0.0.1"),
    reached: true,
  },
  {
    name: "a name with a dot behind",
    url: (port) => `http://inside.example.:${port}/`,
    lookup: answering("127.0.0.1"),
    reached: true,
  },
  {
    name: "a name with a mapped address",
    url: (port) => `http://inside.example:${port}/`,
    lookup: answering("::ffff:127.0.0.1"),
    reached: true,
  },
  {
    name: "a name with a private address among public ones",
    url: (port) => `http://inside.example:${port}/`,
    lookup: answering("127.0.0.1", "8.8.8.8"),
    reached: true,
  },
  {
    name: "a name of the metadata service",
    url: (port) => `http://metadata.google.internal:${port}/`,
    lookup: answering("169.254.169.254"),
    reached: false,
  },
  { name: "the metadata service", url: () => "http://169.254.169.254/latest/meta-data/", reached: false },
  { name: "the metadata service in decimal", url: () => "http://2852039166/", reached: false },
  { name: "another scheme", url: (port) => `ftp://127.0.0.1:${port}/`, reached: false },
  { name: "a file", url: () => "file:///etc/passwd", reached: false },
  { name: "its own data", url: () => "data:text/plain,hello", reached: false },
];

describe("safeFetch", () => {
  it.each(disguises)("refuses $name, and nothing arrives", async ({ url, lookup }) => {
    const canary = await startCanary();
    const refused = await fetcher({ lookup })(url(canary.port)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Error);
    expect(canary.requests).toEqual([]);
  });

  it.each(disguises.filter(({ reached }) => reached))(
    "(a plain fetch gets there by $name)",
    async ({ url, lookup }) => {
      const canary = await startCanary();
      const dispatcher = lookup === undefined ? null : new Agent({ connect: { lookup: unchecked(lookup) } });
      const options = { method: "GET", ...(dispatcher === null ? {} : { dispatcher }) };
      const answer = await fetch(url(canary.port), options);
      expect(await answer.text()).toBe("secret");
      expect(canary.requests).toHaveLength(1);
      await dispatcher?.close();
    },
  );

  it("says what an address leads to, without the address", async () => {
    const refused = fetcher({ lookup: answering("10.1.2.3") })("http://inside.example/");
    await expect(refused).rejects.toThrow(AddressRefusedError);
    await expect(refused).rejects.toThrow("inside.example leads to an address in a private network.");
  });

  it.each([301, 302, 303, 307, 308])("follows no redirect (%d)", async (status) => {
    const inside = await startCanary();
    const outside = await startCanary((_request, response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${inside.port}/` }).end(),
    );
    for (const allow of ["private", "any"] as const) {
      await expect(fetcher({ allow })(`http://127.0.0.1:${outside.port}/`)).rejects.toThrow("fetch failed");
      // Not even a caller may ask for it.
      const asked = fetcher({ allow })(`http://127.0.0.1:${outside.port}/`, { redirect: "follow" });
      await expect(asked).rejects.toThrow("fetch failed");
    }
    expect([outside.requests.length, inside.requests.length]).toEqual([4, 0]);
  });

  it("connects to the address that was checked, whatever a second answer would be", async () => {
    const canary = await startCanary();
    const answers = ["127.0.0.1", "169.254.169.254", "10.0.0.1"];
    let asked = 0;
    const lookup: Lookup = async () => [addressOf(answers[asked++] ?? "10.0.0.1")];
    const answer = await fetcher({ allow: "private", lookup })(`http://moving.example:${canary.port}/`);
    expect(await answer.text()).toBe("secret");
    expect([asked, canary.requests]).toEqual([1, ["GET /"]]);
    // And checks anew what it looks up anew.
    await expect(fetcher({ allow: "private", lookup })(`http://moving.example:${canary.port}/`)).rejects.toThrow(
      "a cloud's metadata service",
    );
  });

  it("reaches a private address where that is permitted, and a metadata service never", async () => {
    const canary = await startCanary();
    const permitted = fetcher({ allow: "private" });
    expect(await (await permitted(`http://127.0.0.1:${canary.port}/`)).text()).toBe("secret");
    expect(await (await permitted(new Request(`http://localhost:${canary.port}/`))).text()).toBe("secret");
    for (const url of [
      "http://169.254.169.254/",
      "http://[fd00:ec2::254]/",
      "http://0.0.0.0/",
      "http://[::ffff:10.0.0.1]/",
    ])
      await expect(permitted(url)).rejects.toThrow(AddressRefusedError);
  });

  it("uses no connection of a permission that was withdrawn", async () => {
    const canary = await startCanary();
    const url = `http://127.0.0.1:${canary.port}/`;
    await (await fetcher({ allow: "private" })(url)).text();
    await expect(fetcher({ allow: "public" })(url)).rejects.toThrow(AddressRefusedError);
    expect(canary.requests).toHaveLength(1);
  });

  it("ends an answer that grows too large, packed or not", async () => {
    const canary = await startCanary((_request, response) => {
      response.writeHead(200);
      response.end("x".repeat(10_000));
    });
    const answer = await fetcher({ allow: "any", maxBytes: 5_000 })(`http://127.0.0.1:${canary.port}/`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow("larger than 5000 bytes");
    const whole = await fetcher({ allow: "any", maxBytes: 10_000 })(`http://127.0.0.1:${canary.port}/`);
    expect((await whole.text()).length).toBe(10_000);
    const packed = await startCanary((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync("x".repeat(10_000)));
    });
    const unpacked = await fetcher({ allow: "any", maxBytes: 5_000 })(`http://127.0.0.1:${packed.port}/`);
    await expect(unpacked.text()).rejects.toThrow("larger than 5000 bytes");
  });

  it("ends what takes too long, before the answer and in the middle of it", async () => {
    const silent = await startCanary(() => undefined);
    await expect(fetcher({ allow: "any", timeoutMs: 50 })(`http://127.0.0.1:${silent.port}/`)).rejects.toMatchObject({
      name: "TimeoutError",
    });
    const slow = await startCanary((_request, response) => void response.writeHead(200).write("a"));
    const answer = await fetcher({ allow: "private", timeoutMs: 1_500 })(`http://127.0.0.1:${slow.port}/`);
    await expect(answer.text()).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("ends when its caller ends it", async () => {
    const silent = await startCanary(() => undefined);
    const leaving = new AbortController();
    const waiting = fetcher({ allow: "private", timeoutMs: null })(`http://127.0.0.1:${silent.port}/`, {
      signal: leaving.signal,
    });
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("checkedLookup", () => {
  it("stands in for the lookup of node:http", async () => {
    const canary = await startCanary();
    const get = (lookup: LookupFunction) =>
      new Promise<number | string>((resolve) => {
        http
          .get({ host: "inside.example", port: canary.port, lookup, agent: false }, (answer) => {
            answer.resume();
            resolve(answer.statusCode ?? 0);
          })
          .on("error", ({ message }) => resolve(message));
      });
    const lookup = answering("127.0.0.1");
    expect(await get(checkedLookup({ allow: "public", lookup }))).toBe("inside.example leads to this machine itself.");
    expect(canary.requests).toEqual([]);
    expect(await get(checkedLookup({ allow: "private", lookup }))).toBe(200);
    expect(await get(checkedLookup({ allow: "private", lookup: answering() }))).toBe("inside.example has no address.");
  });
});
