import { expect, test } from "vitest";
import { shortPath, toolLine } from "./activity.ts";

test("paths of workspaces only are shortened", () => {
  expect(shortPath("/data/prj_01jd/files/a/b.js")).toBe("a/b.js");
  expect(shortPath("/workspace/a/b.js")).toBe("a/b.js");
  expect(shortPath("/tmp/workspace/a.js")).toBe("/tmp/workspace/a.js");
  expect(shortPath("/etc/passwd")).toBe("/etc/passwd");
  expect(shortPath("src/a.js")).toBe("src/a.js");
});

test("a call names a file as the log does, and a command as it is run", () => {
  expect(toolLine({ name: "Write", input: { file_path: "/workspace/src/a.js", content: "1" } })).toBe("Write src/a.js");
  expect(toolLine({ name: "Bash", input: { command: "rm -r /srv/files/a\nls", description: "Tidy" } })).toBe(
    "Bash rm -r /srv/files/a",
  );
  expect(toolLine({ name: "Bash", input: { command: "x".repeat(61) } })).toBe(`Bash ${"x".repeat(59)}…`);
  for (const input of [null, "text", {}, { command: 1 }]) expect(toolLine({ name: "Odd", input })).toBe("Odd");
});
