import { createServer } from "node:http";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { networkOf, remoteAddress } from "./remote-address.ts";

describe("networkOf", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("%s is of %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

/** The address that a real request to a real server is taken to come from. */
const addressOf = async (sent: Record<string, string>, options = { behindProxy: false }): Promise<string> => {
  const server = createServer((request, response) => {
    const headers = new Headers(
      Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
    );
    response.end(remoteAddress(headers, options));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  try {
    return await (await fetch(`http://127.0.0.1:${address.port}/`, { headers: sent })).text();
  } finally {
    server.close();
  }
};

describe("remoteAddress", () => {
  it("is the socket's, whatever the client says of itself", async () => {
    await addressOf({});
    expect(await addressOf({})).toBe("127.0.0.1");
    expect(
      await addressOf({ "x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9", forwarded: "for=203.0.113.9" }),
    ).toBe("127.0.0.1");
  });

  it("is what the declared proxy saw: the last entry, not the client's own", async () => {
    expect(await addressOf({ "x-forwarded-for": "203.0.113.9, 198.51.100.4" }, { behindProxy: true })).toBe(
      "198.51.100.4",
    );
    expect(await addressOf({ "x-forwarded-for": "203.0.113.9, nonsense" }, { behindProxy: true })).toBe("unknown");
    expect(await addressOf({}, { behindProxy: true })).toBe("127.0.0.1");
  });
});
