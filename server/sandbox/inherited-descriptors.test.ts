import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileAppears, testingSandboxes } from "./testing-sandbox.ts";

test.skipIf(process.platform !== "linux")(
  "an open folder of whoever started the runner is not in a sandbox's reach",
  async () => {
    const { folder } = await testingSandboxes();
    const root = openSync("/", "r");
    onTestFinished(() => closeSync(root));
    const runner = path.join(import.meta.dirname, "testing-runner.ts");
    const script = `cd /proc/self/fd; for n in *; do echo "$n $(readlink $n)"; done > ${folder}/all; mv ${folder}/all ${folder}/seen`;
    // A high number, with a gap below: Node itself sees to the low ones when it starts.
    const stdio = Array.from({ length: 41 }, (_, index) => (index === 40 ? root : "ignore"));
    const child = spawn(process.execPath, [runner, folder, script], { stdio });
    onTestFinished(() => void child.kill("SIGKILL"));
    await fileAppears(path.join(folder, "seen"));
    const seen = readFileSync(path.join(folder, "seen"), "utf8").split("\n");
    expect(seen).not.toContain("40 /");
    expect(seen).toContain("40 /dev/null");
  },
);
