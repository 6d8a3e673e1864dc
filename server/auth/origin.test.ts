import { describe, expect, it } from "vitest";
import { type OriginRules, refuseHost, refuseOrigin } from "./origin.ts";

const local: OriginRules = {
  allowedHosts: ["localhost", "127.0.0.1", "[::1]", "spiral.example.org"],
  publicOrigin: null,
};
const behindTls: OriginRules = { ...local, publicOrigin: "https://spiral.example.org" };

const hostStatus = (host: string | null, rules = local) =>
  refuseHost(new Headers(host === null ? {} : { host }), rules)?.status ?? 200;
const status = (method: string, headers: Record<string, string>, rules = local) =>
  refuseOrigin({ method, headers: new Headers({ host: "localhost:3000", ...headers }), rules })?.status ?? 200;

describe("refuseHost", () => {
  it.each(["localhost:3000", "LOCALHOST:3000", "localhost", "127.0.0.1:80", "[::1]:3000", "spiral.example.org"])(
    "takes %s",
    (host) => {
      expect(hostStatus(host)).toBe(200);
    },
  );

  it.each([
    null,
    "",
    "evil.example",
    "evil.example:3000",
    "localhost.evil.example",
    "evil.example/localhost",
    "localhost@evil.example",
    "localhost, evil.example",
    "localhost:3000:80",
    "localhost:",
    "::1",
    "0.0.0.0:3000",
    "127.0.0.1.nip.io:3000",
  ])("refuses %j (DNS rebinding and its disguises)", (host) => {
    expect(hostStatus(host)).toBe(421);
  });

  it("looks at no forwarded header", () => {
    expect(refuseHost(new Headers({ host: "evil.example", "x-forwarded-host": "localhost" }), local)?.status).toBe(421);
  });
});

describe("refuseOrigin", () => {
  it("takes what comes from our own page", () => {
    expect(status("POST", { origin: "http://localhost:3000" })).toBe(200);
    expect(status("POST", { host: "[::1]:3000", origin: "http://[::1]:3000" })).toBe(200);
  });

  it.each([
    ["another site", "http://evil.example"],
    ["another port of this machine, which cookies do not know apart", "http://localhost:4000"],
    ["another scheme", "https://localhost:3000"],
    ["another name of this machine", "http://127.0.0.1:3000"],
    ["a sandboxed frame or a file", "null"],
    ["a name that begins alike", "http://localhost:3000.evil.example"],
    ["two at once", "http://localhost:3000 http://evil.example"],
  ])("refuses %s", (_case, origin) => {
    for (const method of ["POST", "GET"]) expect(status(method, { origin })).toBe(403);
  });

  it("refuses a change that does not say where it comes from, and lets a read", () => {
    expect(status("POST", {})).toBe(403);
    expect(status("POST", { referer: "http://localhost:3000/", "sec-fetch-site": "same-origin" })).toBe(403);
    expect(status("GET", {})).toBe(200);
  });

  it("refuses a read that the browser says comes from elsewhere", () => {
    expect(status("GET", { "sec-fetch-site": "same-origin" })).toBe(200);
    expect(status("GET", { "sec-fetch-site": "none" })).toBe(200);
    expect(status("GET", { "sec-fetch-site": "same-site" })).toBe(403);
    expect(status("GET", { "sec-fetch-site": "cross-site" })).toBe(403);
  });

  it("lets somebody follow a link from elsewhere, but post nothing from there", () => {
    const followed = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect(status("GET", followed)).toBe(200);
    expect(status("POST", followed)).toBe(403);
    expect(status("POST", { ...followed, origin: "http://evil.example" })).toBe(403);
  });

  it("knows the declared public address, whether or not the proxy keeps the host", () => {
    const origin = "https://spiral.example.org";
    expect(status("POST", { host: "spiral.example.org", origin }, behindTls)).toBe(200);
    expect(status("POST", { host: "127.0.0.1:3000", origin }, behindTls)).toBe(200);
    expect(status("POST", { host: "spiral.example.org", origin: "http://spiral.example.org" }, behindTls)).toBe(403);
    expect(status("POST", { host: "localhost:3000", origin: "http://localhost:3000" }, behindTls)).toBe(200);
  });

  it("believes no forwarded header", () => {
    expect(
      status("POST", {
        origin: "https://evil.example",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
      }),
    ).toBe(403);
    expect(status("POST", { origin: "https://localhost:3000", "x-forwarded-proto": "https" })).toBe(403);
  });
});
