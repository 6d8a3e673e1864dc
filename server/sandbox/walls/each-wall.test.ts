import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { until } from "../testing-sandbox.ts";
import { testingWalls } from "./testing-walls.ts";

// One quick test for each wall, in this process: scripts/check-guards.ts takes each wall away and expects its test to
// fail. The probes (server/sandbox/probes) try far more, as attackers would.
describe("each wall by itself", () => {
  test("network: what listens on the host's loopback is not there", async () => {
    const server = createServer((_, response) => response.end("reached"));
    await once(server.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const ask = `node -e 'fetch("http://127.0.0.1:${port}").then((r) => r.text()).then(console.log, () => console.log("refused"))'`;
    const { open, run } = await testingWalls();
    expect((await run(await open("prj_one"), ask)).output).toBe("refused\n");
  });

  test("processes: none of the host's can be seen or signalled", async () => {
    const { open, run } = await testingWalls();
    const { output } = await run(
      await open("prj_one"),
      `ls -d /proc/[0-9]* | wc -l; [ -e /proc/${process.pid} ] || echo unseen; kill -0 ${process.pid} 2>&1`,
    );
    expect(Number(output.split("\n")[0])).toBeLessThan(10);
    expect(output).toContain("unseen");
    expect(output).toMatch(/No such process/);
  });

  test("shared memory: what the host's processes share is not there", async () => {
    const { open, run } = await testingWalls();
    const { output } = await run(await open("prj_one"), "readlink /proc/self/ns/ipc /proc/self/ns/uts");
    for (const kind of ["ipc", "uts"]) {
      expect(output).toContain(`${kind}:[`);
      expect(output).not.toContain(readlinkSync(`/proc/self/ns/${kind}`));
    }
  });

  test("user namespaces: none can be made inside", async () => {
    const { open, run } = await testingWalls();
    const { output } = await run(
      await open("prj_one"),
      "unshare --user true && echo made; cat /proc/sys/user/max_user_namespaces",
    );
    expect(output).not.toContain("made");
    expect(output).toMatch(/unshare failed/);
  });

  test("groups: the agent's own alone", async () => {
    const { open, run } = await testingWalls();
    expect((await run(await open("prj_one"), "id -G")).output).toBe("1000\n");
  });

  test("users: each project's files belong to a user of its own, where the runner is root", async () => {
    const { open, run, walls } = await testingWalls();
    const owners: number[] = [];
    for (const project of ["prj_one", "prj_two"]) {
      const sandbox = await open(project);
      await run(sandbox, "touch mine");
      owners.push(statSync(path.join(sandbox.host.workspacePath, "mine")).uid);
    }
    const own = process.getuid?.() ?? 0;
    expect(owners).toEqual(walls.profile === "service" ? [700_000_001, 700_000_002] : [own, own]);
  });

  test("files: no other project, no data folder, no home of the host", async () => {
    const { open, run, folder } = await testingWalls();
    const other = await open("prj_two");
    const secret = path.join(other.host.workspacePath, "secret");
    writeFileSync(secret, "secret");
    chmodSync(secret, 0o666);
    const sandbox = await open("prj_one");
    const { output } = await run(
      sandbox,
      `cat ${secret} ${folder}/* 2>&1; ls -A /root /home /tmp /srv 2>&1; ls /workspace`,
    );
    expect(output).not.toMatch(/^secret/m);
    expect(output).not.toContain(path.basename(folder) + "\n");
    expect(readdirSync(sandbox.host.workspacePath)).toEqual([]);
  });

  test("programs: neither the system's nor those that the product brings along can be changed", async () => {
    const { open, run, folder } = await testingWalls();
    const program = path.join(folder, "program");
    writeFileSync(program, "#!/bin/sh\necho own\n");
    chmodSync(program, 0o777);
    const sandbox = await open("prj_one", { programs: [program] });
    const inside = sandbox.inside.program(program);
    const { output } = await run(
      sandbox,
      `${inside}; echo 'echo changed' > ${inside}; ${inside}; cat /proc/self/mountinfo`,
    );
    expect(output).toMatch(/^own\n.*Read-only file system\nown\n/);
    expect(output).toMatch(/ \/usr \/usr ro,/);
    expect(readFileSync(program, "utf8")).toContain("own");
  });

  test("doors: those that a process asked for, and no other", async () => {
    const { open, run, folder } = await testingWalls();
    const socket = (name: string) => ({ kind: "socket", path: path.join(folder, name) }) as const;
    for (const name of ["gateway", "egress"]) writeFileSync(path.join(folder, name), "");
    const sandbox = await open("prj_one", { doors: { gateway: socket("gateway"), egress: socket("egress") } });
    const look = "ls /run /run/spiral 2>/dev/null";
    expect((await run(sandbox, look)).output).toBe("/run:\n");
    expect((await run(sandbox, look, { doors: ["egress"] })).output).toBe("/run:\nspiral\n\n/run/spiral:\negress\n");
  });

  test("environment: nothing of the server's own", async () => {
    vi.stubEnv("SERVER_CANARY", "canary");
    const { open, run } = await testingWalls();
    const { output } = await run(await open("prj_one"), "env; cat /proc/1/environ");
    expect(output).toContain("HOME=/home/agent");
    expect(output).not.toContain("SERVER_CANARY");
  });

  test("system calls: no keyring of the host's, and no socket but those that the network's wall holds apart", async () => {
    const { open, run } = await testingWalls();
    const { output } = await run(
      await open("prj_one"),
      `perl -MSocket -e 'for (40, 38, 17, AF_UNIX, AF_INET, AF_INET6, 16) {
  my $kind = $_ == 16 ? SOCK_RAW : SOCK_STREAM;
  print "$_ ", (socket(my $made, $_, $kind, 0) ? "made" : $!{EAFNOSUPPORT} ? "no such" : $!), "\n" }
my ($type, $name, $key) = ("user", "a", "b");
print "key ", (syscall(${process.arch === "arm64" ? 217 : 248}, $type, $name, $key, 1, -2) > 0 ? "kept" : $!), "\n"'
grep Seccomp: /proc/self/status; [ -e /proc/self/fd/9 ] || echo closed`,
    );
    expect(output).toBe(
      "40 no such\n38 no such\n17 no such\n1 made\n2 made\n10 made\n16 made\n" +
        "key Operation not permitted\nSeccomp:\t2\nclosed\n",
    );
  });

  test("death: all of it ends with the bwrap that the runner has started", async () => {
    const { open, sandboxes } = await testingWalls();
    const sandbox = await open("prj_one");
    const child = sandbox.start({
      command: "sh",
      args: ["-c", "touch started; exec sleep 600"],
      cwd: sandbox.inside.workspacePath,
      env: sandbox.environment,
      doors: [],
    });
    await until("it runs", () => existsSync(path.join(sandbox.host.workspacePath, "started")));
    const outer = (await sandboxes.listMarked()).find(({ parentPid }) => parentPid === process.pid);
    process.kill(outer?.pid ?? 0, "SIGKILL");
    await child.exited;
    await expect.poll(() => sandboxes.listMarked()).toEqual([]);
  });
});
