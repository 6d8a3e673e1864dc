import { existsSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";

/** Longer than this, a file holds more than one thing. */
const limit = 400;

/** The source files that are too long, with their length. Runs in the project's root. */
export const tooLongFiles = (): string[] =>
  execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", "*.ts", "*.tsx", "*.mjs", "*.css"],
    { encoding: "utf8" },
  )
    .split("\0")
    // One that was removed and not yet committed is listed all the same.
    .filter((file) => file !== "" && existsSync(file))
    .flatMap((file) => {
      const lines = readFileSync(file, "utf8").split("\n").length;
      return lines > limit ? [`${file}: ${lines} lines, at most ${limit}`] : [];
    });
