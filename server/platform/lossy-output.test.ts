import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { lossyOutput } from "./lossy-output.ts";

const failure = (code: string): Error => Object.assign(new Error(code), { code });

test("what cannot be written is lost, and the next line that can be says so", () => {
  const disk: string[] = [];
  let room = 8;
  const output = lossyOutput(1, (_, bytes) => {
    if (room === 0) throw failure("ENOSPC");
    const taken = Buffer.from(bytes.subarray(0, room)).toString();
    room -= taken.length;
    disk.push(taken);
    return taken.length;
  });
  output.write("one\n");
  output.write("two and more\n");
  output.write("three\n");
  expect(disk.join("")).toBe("one\ntwo ");
  room = 1_000;
  output.write("four\n");
  output.write("five\n");
  expect(disk.join("")).toBe("one\ntwo \n2 lines could not be written.\nfour\nfive\n");
});

test("a reader that is slow is waited for, one that has gone is not", () => {
  let busy = 3;
  const written: string[] = [];
  lossyOutput(1, (_, bytes) => {
    if (busy-- > 0) throw failure("EAGAIN");
    written.push(Buffer.from(bytes).toString());
    return bytes.length;
  }).write("late\n");
  expect(written).toEqual(["late\n"]);
  expect(() =>
    lossyOutput(1, () => {
      throw failure("EPIPE");
    }).write("gone\n"),
  ).not.toThrow();
});

const folder = mkdtempSync(path.join(tmpdir(), "spiral-full-log-"));
const canMount = ((): boolean => {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "spiral-test", folder], { stdio: "ignore" });
    return true;
  } catch {
    rmSync(folder, { recursive: true });
    return false;
  }
})();

test.skipIf(!canMount)(
  "a process whose log's disk is full works on and ends (needs a right to mount)",
  () => {
    const logger = JSON.stringify(path.join(import.meta.dirname, "logger.ts"));
    const script = `const { createLogger } = await import(${logger});
    const log = createLogger("runner", { level: "info" });
    for (let line = 0; line < 50; line += 1) log.info({ fill: "x".repeat(8000) }, "line");
    process.stderr.write("worked on");`;
    const file = path.join(folder, "log");
    try {
      const done = spawnSync(
        "sh",
        ["-c", `exec "${process.execPath}" --input-type=module -e "$1" >"$2"`, "sh", script, file],
        {
          encoding: "utf8",
          timeout: 20_000,
        },
      );
      expect(done).toMatchObject({ status: 0, stderr: "worked on" });
      expect(readFileSync(file).length).toBe(65_536);
    } finally {
      execFileSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true });
    }
  },
  30_000,
);
