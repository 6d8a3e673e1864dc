import { expect, it } from "vitest";
import { keepLook, readLook, standardLook, type DiffLook } from "./diff-look.ts";

const storage = () => {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
};

it("is read back as it was kept, and is the standard one before that", () => {
  const store = storage();
  expect(readLook(store)).toEqual(standardLook);
  const look: DiffLook = { layout: "split", wrap: true };
  keepLook(store, look);
  expect(readLook(store)).toEqual(look);
});

it.each(["", "{", "null", '{"layout":"upside-down","wrap":true}'])("%j counts as not there", (stored) => {
  expect(readLook({ getItem: () => stored })).toEqual(standardLook);
});

it("does without a storage that refuses", () => {
  const refuse = () => {
    throw new Error("Storage is forbidden");
  };
  expect(readLook({ getItem: refuse })).toEqual(standardLook);
  expect(() => keepLook({ setItem: refuse }, standardLook)).not.toThrow();
});
