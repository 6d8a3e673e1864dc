import { expect, test } from "vitest";
import { sourceBeside } from "./source-beside.ts";

const file = (path: string, content: string | Buffer) => ({ path, content: Buffer.from(content) });
/** No text: a byte that no UTF-8 has. */
const hidden = Buffer.concat([Buffer.from("do(something);//"), Buffer.from([0xff])]);

test("what is no text passes neither for deleted, nor for added, nor for unchanged", () => {
  const before = [file("a.js", "one"), file("b.js", hidden), file("c.js", hidden), file("d.js", hidden)];
  const now = [file("a.js", hidden), file("b.js", hidden), file("c.js", Buffer.concat([hidden, hidden]))];
  expect(sourceBeside(now, before)).toEqual([
    { path: "a.js", text: null, before: "one", change: "modified" },
    { path: "b.js", text: null, before: null, change: null },
    { path: "c.js", text: null, before: null, change: "modified" },
    { path: "d.js", text: null, before: null, change: "deleted" },
  ]);
});
