import { describe, expect, it } from "vitest";
import { checkNetwork, hostsOf, listError, listWords, networkDraftOf } from "./network-choice.ts";

describe("the choice of a network", () => {
  it.each([[null], [[]], [["a.example"]], [["a.example", "*.b.example:8443", "c.lan private"]]])(
    "of %j is sent as it was stored",
    (own) => {
      expect(hostsOf(networkDraftOf(own))).toEqual(own);
    },
  );

  it("keeps the text of a list while another choice is tried", () => {
    const draft = { ...networkDraftOf(["a.example"]), network: "none" } as const;
    expect(hostsOf(draft)).toEqual([]);
    expect(hostsOf({ ...draft, network: "own" })).toEqual(["a.example"]);
  });

  it("asks for hosts where a list has none", () => {
    expect(checkNetwork({ network: "own", hosts: " \n," }, "hosts")).toHaveProperty("hosts");
    expect(checkNetwork({ network: "own", hosts: "a.example" }, "hosts")).toEqual({});
    expect(checkNetwork({ network: "none", hosts: "" }, "hosts")).toEqual({});
  });

  it("finds the error of a list or of one of its lines", () => {
    expect(listError({ brief: "Too short." }, "hosts")).toBeUndefined();
    expect(listError({ hosts: "Too many." }, "hosts")).toBe("Too many.");
    expect(listError({ "hosts.3": "No host." }, "hosts")).toBe("No host.");
    expect(listError({ hostsElsewhere: "No." }, "hosts")).toBeUndefined();
  });

  it.each([
    [[], "No hosts at all"],
    [["a.example"], "a.example"],
    [["a.example", "b.example"], "a.example and b.example"],
    [["a.example", "b.example", "c.example", "d.example"], "a.example, b.example and 2 more"],
  ])("says %j as %j", (hosts, words) => {
    expect(listWords(hosts)).toBe(words);
  });
});
