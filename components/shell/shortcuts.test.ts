import { describe, expect, it } from "vitest";
import { destinations, isWithin } from "./destinations.ts";
import { commandOf, shortcutGroups } from "./shortcuts.ts";

const press = (key: string, held: Partial<Record<"metaKey" | "ctrlKey" | "altKey", boolean>> = {}) => ({
  key,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  ...held,
});

describe("commandOf", () => {
  it("opens the palette with ⌘K or Ctrl K, even while typing", () => {
    expect(commandOf(press("k", { metaKey: true }), false, true)).toEqual({ kind: "palette" });
    expect(commandOf(press("K", { ctrlKey: true }), false, true)).toEqual({ kind: "palette" });
  });

  it("takes letters as letters while somebody types or a dialog is open", () => {
    for (const key of ["c", "g", "?"]) expect(commandOf(press(key), false, true)).toBeNull();
  });

  it("leaves the browser's own commands alone", () => {
    expect(commandOf(press("c", { ctrlKey: true }), false, false)).toBeNull();
    expect(commandOf(press("c", { altKey: true }), false, false)).toBeNull();
  });

  it("goes to every page by its sequence, and nowhere by another", () => {
    for (const { key, href } of destinations) expect(commandOf(press(key), true, false)).toEqual({ kind: "go", href });
    expect(commandOf(press("z"), true, false)).toBeNull();
  });

  it("shows every sequence in the list of keys", () => {
    const listed = shortcutGroups("⌘").flatMap(({ shortcuts }) => shortcuts.map(({ keys }) => keys.join(" ")));
    for (const { key } of destinations) expect(listed).toContain(`G ${key.toUpperCase()}`);
  });

  it("has no two pages on one key", () => {
    expect(new Set(destinations.map(({ key }) => key)).size).toBe(destinations.length);
  });
});

describe("isWithin", () => {
  it("knows a page's parents and not its namesakes", () => {
    expect(isWithin("/projects/prj_1", "/projects")).toBe(true);
    expect(isWithin("/projects", "/projects")).toBe(true);
    expect(isWithin("/projects-old", "/projects")).toBe(false);
  });
});
