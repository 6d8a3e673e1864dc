import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

/** For tests of this folder: trees as an agent could leave them behind. */

/** Names with everything that a name can hold, files without content, and folders that may not be changed or opened. */
export const makeOdd = (folder: string): void => {
  for (const name of ["new\nline", "\u001b[31mred", "a\\b", "…".repeat(80), "-rf", " ", "\u202Egnp.exe"])
    writeFileSync(path.join(folder, name), "x");
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe, 0x80])]), "x");
  symlinkSync("/etc", path.join(folder, "etc"));
  symlinkSync("nowhere", path.join(folder, "dangling"));
  execFileSync("mkfifo", [path.join(folder, "pipe")]);
  mkdirSync(path.join(folder, "read-only", "inner"), { recursive: true });
  writeFileSync(path.join(folder, "read-only", "inner", "file"), "x");
  writeFileSync(path.join(folder, "empty"), "");
  chmodSync(path.join(folder, "read-only", "inner", "file"), 0o400);
  chmodSync(path.join(folder, "read-only", "inner"), 0o555);
  chmodSync(path.join(folder, "read-only"), 0o555);
};

/** A file in each of so many folders inside each other: far beyond what a path can name. */
export const makeDeep = (folder: string, levels: number): void => {
  const script = `
    const { mkdirSync, writeFileSync } = require("node:fs");
    const [folder, levels] = process.argv.slice(1);
    process.chdir(folder);
    for (let level = 0; level < Number(levels); level += 1) {
      writeFileSync("f", "");
      mkdirSync("d");
      process.chdir("d");
    }`;
  execFileSync(process.execPath, ["-e", script, folder, String(levels)]);
};
