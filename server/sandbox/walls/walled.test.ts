import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createWorkspaceGit } from "../git.ts";
import { testingWalls } from "./testing-walls.ts";

describe("a sandbox with walls", () => {
  test("is the agent's own: workspace and home can be written, everything else is the system's and read-only", async () => {
    const { open, run } = await testingWalls();
    const sandbox = await open("prj_one");
    const result = await run(
      sandbox,
      `id -un; pwd; touch file "$HOME/file" "$TMPDIR/file" && echo written; ls /; ls /home /workspace
       for place in / /usr /etc /run /dev /opt /home /var; do touch "$place/x" 2>/dev/null && echo "wrote $place"; done
       git --version >/dev/null && node --version >/dev/null && echo programs`,
    );
    const lines = result.output.split("\n");
    expect(lines.slice(0, 3)).toEqual(["agent", "/workspace", "written"]);
    expect(result.output).not.toContain("wrote");
    expect(lines).toContain("programs");
    expect(lines).not.toContain("root");
  });

  test("is a user of its own in the service profile, with no right at all", async () => {
    const { open, run, walls } = await testingWalls();
    const sandbox = await open("prj_one");
    const result = await run(sandbox, "cat /proc/self/status; touch mine");
    expect(result.output).toMatch(/CapEff:\s0{16}/);
    expect(result.output).toMatch(/CapBnd:\s0{16}/);
    expect(result.output).toMatch(/NoNewPrivs:\s1/);
    const { uid } = statSync(path.join(sandbox.host.workspacePath, "mine"));
    expect(uid).toBe(walls.profile === "service" ? 700_000_001 : process.getuid?.());
  });

  test("a door leads to its socket on the host, and nothing else does", async () => {
    const { open, run, folder } = await testingWalls();
    const socket = path.join(folder, "door");
    const server = createServer((connection) => connection.end("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
    server.listen({ path: socket, writableAll: true });
    await once(server, "listening");
    const doors = { gateway: { kind: "socket", path: socket } as const, egress: null };
    const sandbox = await open("prj_one", { doors });
    const ask = `node -e 'fetch("${sandbox.inside.gatewayUrl}").then((r) => r.text()).then(console.log, (e) => console.log("refused", e.cause.code))'`;
    expect((await run(sandbox, ask, { doors: ["gateway"] })).output).toBe("hello\n");
    expect((await run(sandbox, ask)).output).toMatch(/^refused/);
    server.close();
  });

  test("passes on exit status and signals, through the forwarder as well", async () => {
    const { open, run, folder } = await testingWalls();
    const socket = path.join(folder, "door");
    const server = createServer().listen({ path: socket, writableAll: true });
    await once(server, "listening");
    const sandbox = await open("prj_one", { doors: { gateway: { kind: "socket", path: socket }, egress: null } });
    for (const doors of [[], ["gateway"]] as const) {
      expect((await run(sandbox, "exit 7", { doors: [...doors] })).exitStatus).toBe(7);
      expect((await run(sandbox, "cat", { doors: [...doors] })).exitStatus).toBe(0);
      expect((await run(sandbox, "kill -9 $$", { doors: [...doors] })).exitStatus).not.toBe(0);
      const missing = await run(sandbox, "", { command: "./not-there", args: [], doors: [...doors] });
      expect(missing.exitStatus).toBe(127);
    }
    expect((await run(sandbox, "", { command: "no-such-command" })).outcome).toBe("not_started");
    server.close();
  });

  test("git works in it, on files that are the project's own", async () => {
    const { open, run } = await testingWalls();
    const sandbox = await open("prj_one");
    const git = createWorkspaceGit({ sandbox, signal: new AbortController().signal, timeoutMs: 20_000 });
    const base = await git.init();
    await run(sandbox, "echo text > a.txt");
    expect((await git.look(base, { diffBytes: 1_000, files: 10 })).changedFiles).toMatchObject([{ path: "a.txt" }]);
    expect(await git.commitAll({ message: "One", trailers: {} })).toMatch(/^[0-9a-f]{40}$/);
    expect(readFileSync(path.join(sandbox.host.workspacePath, "a.txt"), "utf8")).toBe("text\n");
  });
});
