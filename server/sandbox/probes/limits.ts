import type { Probe } from "./probe.ts";

const mebibyte = 1024 * 1024;

/**
 * Limits of the probes' own sandboxes, so small that they are reached in a moment. They are held by the same means as
 * the installation's; outside, a little more than each is taken for a moment, which any machine has to spare.
 */
const small = { processes: 80, memoryBytes: 128 * mebibyte, fileBytes: 4 * mebibyte, temporaryBytes: 8 * mebibyte };
const more = {
  processes: 100,
  memoryMebibytes: 192,
  fileBytes: small.fileBytes + mebibyte,
  /** In pieces that the limit of a single file lets through. */
  temporaryPieces: 4,
  temporaryPieceBytes: 3 * mebibyte,
};

const startMany = `const { spawn } = require("node:child_process");
const children = [];
for (let i = 0; i < Number(process.env.PROBE_COUNT); i += 1) {
  try {
    const child = spawn("/bin/sleep", ["5"], { stdio: "ignore" });
    child.on("error", () => undefined);
    // One that could not be started has no id, and to end it would end this whole group.
    if (child.pid !== undefined) children.push(child);
  } catch {}
}
console.log(children.length + " of " + process.env.PROBE_COUNT + " processes started");
for (const child of children) child.kill("SIGKILL");`;

const allocate = `const kept = [];
for (let i = 0; i < Number(process.env.PROBE_COUNT); i += 1) kept.push(Buffer.alloc(1048576, 1));
console.log(kept.length + " MiB allocated");`;

/** What can be used up. */
export const limitProbes: readonly Probe[] = [
  {
    name: "fork-bomb",
    title: `Start more processes than allowed (the probe's limit: ${small.processes})`,
    cases: [52],
    attempt: async (site) => {
      const output = await site.script({
        limits: { processes: small.processes },
        // Where the kernel counts all of a user's processes (before Linux 5.14), not even this one may start its threads.
        mayBeKilled: true,
        script: 'node -e "$PROBE_CODE"',
        env: { PROBE_CODE: startMany, PROBE_COUNT: String(more.processes) },
      });
      return { reached: output.includes(`${more.processes} of ${more.processes}`), detail: output };
    },
  },
  {
    name: "memory",
    title: `Use more memory than allowed (the probe's limit: ${small.memoryBytes / mebibyte} MiB)`,
    cases: [53],
    notHere: ({ walls }) =>
      walls.cgroups === null
        ? "Memory is not limited here: this runner may not use cgroups. Only the machine's own memory ends it."
        : null,
    attempt: async (site) => {
      const output = await site.script({
        limits: { memoryBytes: small.memoryBytes },
        mayBeKilled: true,
        script: 'node -e "$PROBE_CODE"',
        env: { PROBE_CODE: allocate, PROBE_COUNT: String(more.memoryMebibytes) },
      });
      return { reached: output.includes("allocated"), detail: output === "" ? "it was ended" : output };
    },
  },
  {
    name: "file-size",
    title: `Write a larger file than allowed (the probe's limit: ${small.fileBytes / mebibyte} MiB)`,
    cases: [54],
    attempt: async (site) => {
      const output = await site.script({
        limits: { fileBytes: small.fileBytes },
        script: `head -c ${more.fileBytes} /dev/zero > large; wc -c < large; rm -f large`,
        says: /^\s*[1-9]\d*$/m,
      });
      return { reached: output.split("\n").includes(String(more.fileBytes)), detail: output };
    },
  },
  {
    name: "temporary-size",
    title: `Fill the temporary folder, which is memory (the probe's limit: ${small.temporaryBytes / mebibyte} MiB)`,
    cases: [53, 54],
    attempt: async (site) => {
      const pieces = Array.from({ length: more.temporaryPieces }, (_, index) => index).join(" ");
      const output = await site.script({
        limits: { temporaryBytes: small.temporaryBytes },
        says: /^wrote [1-9]\d*$/m,
        script: `mark="$PROBE_NAME-$$"
          for folder in "$TMPDIR" /dev/shm; do
            [ -d "$folder" ] || continue
            for piece in ${pieces}; do head -c ${more.temporaryPieceBytes} /dev/zero > "$folder/$mark-$piece"; done
            echo "wrote $(cat "$folder/$mark"-* | wc -c)"
            rm -f "$folder/$mark"-*
          done`,
      });
      const written = [...output.matchAll(/^wrote (\d+)$/gm)].map(([, bytes]) => Number(bytes));
      return { reached: written.some((bytes) => bytes > small.temporaryBytes), detail: output };
    },
  },
];
