import { describe, expect, it } from "vitest";
import { defaultAddress, formatAddress, parseAddress, type UsageAddress } from "./usage-address.ts";

const read = (text: string): UsageAddress => parseAddress(new URLSearchParams(text));
const projectId = "prj_01jd0000000000000000000000";

describe("the usage page's address", () => {
  it("says nothing of what is the default anyway", () => {
    expect(formatAddress(defaultAddress)).toBe("");
    expect(read("")).toEqual(defaultAddress);
  });

  it("is read back as it was written", () => {
    const address: UsageAddress = {
      period: { from: "2026-11-01", to: "2026-11-28" },
      timeZone: "Asia/Kolkata",
      group: "model",
      basis: "equivalent",
      filter: { ...read(`project=${projectId}`).filter, role: "DEVELOPER", model: "a/b:c", phase: "" },
      part: { from: new Date("2026-11-27T18:30:00Z"), to: new Date("2026-11-28T18:30:00Z") },
      only: "failed",
      call: "use_01jd0000000000000000000000",
      tables: ["cost", "week"],
      off: ["cost:claude-sonnet-5-5", "tokens:cacheRead"],
    };
    expect(read(formatAddress(address))).toEqual(address);
    const week = { ...address, part: { weekday: 7, hour: 23 } };
    expect(read(formatAddress(week))).toEqual(week);
  });

  it.each([
    "period=100y",
    "from=2026-11-28",
    "from=2026-12-01&to=2026-11-01",
    "by=mood",
    "cost=dear",
    "tz=%2B05:30",
    "project=1",
    "role=BOSS",
    "provider=nobody",
    "at=yesterday~today",
    "at=2026-11-28T10:00:00Z~2026-11-28T09:00:00Z",
    "hour=8-1",
    "hour=1-24",
    "only=some",
    "table=chair",
  ])("takes %s as not said", (text) => {
    expect(read(text)).toEqual(defaultAddress);
  });

  it("keeps the filters that can be read beside one that cannot", () => {
    expect(read(`project=1&model=x`).filter).toEqual({ model: "x" });
  });
});
