import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { until } from "../testing-sandbox.ts";
import { findCgroups } from "./cgroups.ts";
import { testingWalls } from "./testing-walls.ts";

const mebibyte = 1024 * 1024;
const onHost = promisify(execFile);
const hasCgroups = (await findCgroups()) !== null;

/** How many processes of this machine have this text among their arguments. */
const countWithArgument = (text: string): number =>
  readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(text);
    } catch {
      return false;
    }
  }).length;

/** Abuse cases 52 to 55, tried. */
describe("what a sandbox may use", () => {
  test.each([
    ["its own count of processes", false],
    ["cgroups, where there are any", true],
  ])("52: a fork bomb ends at the limit by %s, and others of the same user start processes", async (_, cgroups) => {
    const { open, run, walls } = await testingWalls({ processes: 60 }, { cgroups });
    const sandbox = await open("prj_one");
    const other = await open("prj_one", { attemptMarker: "att_other" });
    const bomb = `bomb-${process.pid}`;
    const stop = new AbortController();
    let cannot = false;
    // Ends by itself at some 500 processes: were there no limit, the machine would stand it.
    const exploding = run(
      sandbox,
      `printf '%s\\n' '[ "$1" -eq 0 ] || for n in 1 2; do sh ${bomb} $(($1 - 1)) & done; sleep 600' > ${bomb}; sh ${bomb} 8; sleep 600`,
      {
        signal: stop.signal,
        onOutput: async (text) => void (cannot ||= /fork/i.test(text)),
      },
    );
    let most = 0;
    await until("it has come to a limit", () => {
      most = Math.max(most, countWithArgument(bomb));
      return cannot || most > 100;
    });
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThanOrEqual(60);
    expect((await run(other, "sh -c 'echo started'")).output).toBe("started\n");
    if (walls.profile === "service") {
      const { uid } = statSync(sandbox.host.workspacePath);
      await onHost("setpriv", [`--reuid=${uid}`, "--clear-groups", "true"]);
    }
    stop.abort();
    expect((await exploding).outcome).toBe("aborted");
    expect(countWithArgument(bomb)).toBe(0);
  });

  test.skipIf(!hasCgroups)(
    "53: memory beyond the limit ends what uses it, and nothing else (needs cgroups)",
    async () => {
      const { open, run } = await testingWalls({ memoryBytes: 128 * mebibyte });
      const sandbox = await open("prj_one");
      const greedy = await run(sandbox, "head -c 400M /dev/zero | tail -c 400M | wc -c");
      expect(greedy.output).not.toContain(String(400 * mebibyte));
      expect((await run(sandbox, "head -c 20M /dev/zero | tail -c 20M | wc -c")).output).toBe(`${20 * mebibyte}\n`);
    },
  );

  test("54: a file ends at the limit for files", async () => {
    const { open, run } = await testingWalls({ fileBytes: 20 * mebibyte });
    const sandbox = await open("prj_one");
    const result = await run(
      sandbox,
      "head -c 30M /dev/zero > big; echo ended with $?; trap '' XFSZ; head -c 30M /dev/zero > quiet",
    );
    // 128 + SIGXFSZ.
    expect(result.output).toMatch(/ended with 153/);
    expect(result.output).toMatch(/File too large/);
    for (const file of ["big", "quiet"])
      expect(statSync(path.join(sandbox.host.workspacePath, file)).size).toBe(20 * mebibyte);
  });

  test("54: /tmp and /dev/shm end at their size, and are empty at the next start", async () => {
    const { open, run } = await testingWalls({ temporaryBytes: 16 * mebibyte });
    const sandbox = await open("prj_one");
    const result = await run(
      sandbox,
      `for place in /tmp /var/tmp /dev/shm; do head -c 40M /dev/zero > $place/big; stat -c '%n %s' $place/big; rm $place/big; done
       head -c 1M /dev/zero > /tmp/left; head -c 1M /dev/zero > /dev/shm/left`,
    );
    expect(result.output.match(/No space left on device/g)).toHaveLength(3);
    for (const place of ["/tmp", "/var/tmp", "/dev/shm"])
      expect(result.output).toContain(`${place}/big ${16 * mebibyte}\n`);
    expect((await run(sandbox, "ls -A /tmp /dev/shm")).output).not.toContain("left");
  });

  test("54: nothing can be written where the sandbox's own mounts are memory", async () => {
    const { open, run } = await testingWalls();
    const result = await run(
      await open("prj_one"),
      "for place in / /dev /run /run/spiral /opt/spiral /var /home /etc; do head -c 1M /dev/zero > $place/big && echo wrote $place; done",
    );
    expect(result.output).not.toContain("wrote");
  });

  test("open files end at their limit", async () => {
    const { open, run } = await testingWalls({ openFiles: 128 });
    const script = `const { openSync } = require("node:fs"); let n = 0; try { for (;;) { openSync("/dev/null"); n += 1; } } catch (error) { console.log(error.code, n); }`;
    const { output } = await run(await open("prj_one"), `node -e '${script}'`);
    const [, count] = /^EMFILE (\d+)$/m.exec(output) ?? [];
    expect(Number(count)).toBeLessThan(128);
  });

  test("55: a daemon ends with its command, whatever it has done to hide", async () => {
    const { open, run } = await testingWalls();
    const sandbox = await open("prj_one");
    const seconds = `600.${process.pid}`;
    const result = await run(
      sandbox,
      `setsid sleep ${seconds} & (env -i setsid nohup sleep ${seconds} >/dev/null 2>&1 &) &
       while [ "$(cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -cx ${seconds})" -lt 2 ]; do :; done`,
      // Nobody looks for them: the kernel takes them along.
      { leftovers: "leave_to_attempt" },
    );
    expect(result).toMatchObject({ outcome: "exited", exitStatus: 0 });
    await until("they are gone", () => countWithArgument(seconds) === 0, 1_000);
    expect(await sandbox.isBusy()).toBe(false);
  });
});
