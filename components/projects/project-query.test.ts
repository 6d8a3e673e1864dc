import { describe, expect, it } from "vitest";
import { applyQuery, defaultQuery, formatQuery, parseQuery, type ProjectQuery } from "./project-query.ts";
import { projectCard } from "./project-card-fixture.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
const at = (time: string): Date => new Date(`2026-11-20T${time}Z`);

describe("the address", () => {
  const queries: readonly ProjectQuery[] = [
    defaultQuery,
    { view: "list", text: "a b&c", column: "needs-you", sort: "tokens", descending: true, archived: false },
    { ...defaultQuery, sort: "title", descending: false },
    { ...defaultQuery, view: "list", archived: true },
    { ...defaultQuery, sort: "created", descending: false },
  ];

  it.each(queries.map((query) => [formatQuery(query), query] as const))(
    "%j is read back as it was written",
    (address, query) => {
      expect(parseQuery(new URLSearchParams(address))).toEqual(query);
    },
  );

  it("stays clean for what is shown anyway", () => {
    expect(formatQuery(defaultQuery)).toBe("");
  });

  it("takes nonsense as not said", () => {
    expect(parseQuery(new URLSearchParams("view=map&state=lost&sort=-luck"))).toEqual(defaultQuery);
  });
});

describe("applyQuery", () => {
  const projects = [
    projectCard({
      id: "a",
      title: "Bees",
      createdAt: at("08:00:00"),
      work: { ms: 180 * 60_000, since: null },
      status: "SUCCEEDED",
    }),
    projectCard({
      id: "b",
      title: "Ants",
      createdAt: at("09:00:00"),
      work: { ms: 0, since: at("11:30:00") },
      usage: {
        inputTokens: 9,
        outputTokens: 9,
        billedMicros: 0,
        equivalentMicros: 0,
        unpricedCalls: 0,
        unreportedCalls: 0,
      },
    }),
    projectCard({
      id: "c",
      title: "Cows",
      createdAt: at("10:00:00"),
      work: { ms: 0, since: null },
      status: "QUEUED",
      activity: "Second in the queue",
    }),
  ];
  const ids = (query: Partial<ProjectQuery>) =>
    applyQuery(projects, { ...defaultQuery, ...query }, now).map(({ id }) => id);

  it("shows the newest first", () => {
    expect(ids({})).toEqual(["c", "b", "a"]);
  });

  it("sorts by title, time at work, tokens and cost", () => {
    expect(ids({ sort: "title", descending: false })).toEqual(["b", "a", "c"]);
    expect(ids({ sort: "work" })).toEqual(["a", "b", "c"]);
    expect(ids({ sort: "tokens", descending: false })[0]).toBe("b");
    // What was not measured is less than anything measured.
    expect(ids({ sort: "cost", descending: false })[0]).toBe("b");
  });

  it("finds every word, anywhere on the card", () => {
    expect(ids({ text: "QUEUE second" })).toEqual(["c"]);
    expect(ids({ text: "sonnet ants" })).toEqual(["b"]);
    expect(ids({ text: "nothing like it" })).toEqual([]);
    expect(ids({ text: "  " })).toHaveLength(3);
  });

  it("filters by column", () => {
    expect(ids({ column: "done" })).toEqual(["a"]);
  });
});
