// The first step of every command in package.json: node scripts/bootstrap.mjs <command> [...args]
//
// It runs on whatever Node a newcomer has (20 or later) and uses nothing but Node's own modules: it installs what
// package-lock.json says where that has not happened yet, and then runs scripts/<command>.ts with the Node that the
// project pins (a dependency), which knows TypeScript.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const isWindows = process.platform === "win32";
const nodeModules = path.join(root, "node_modules");
const pinnedNode = isWindows
  ? path.join(nodeModules, "node", "bin", "node.exe")
  : path.join(nodeModules, ".bin", "node");
const stampFile = path.join(nodeModules, ".spiral-install.json");

const orphanCheckMs = 200;

/** Ends with a message for the person at the terminal: what happened, why, what to do next. */
const giveUp = (message) => {
  console.error(`\n${message}\n`);
  process.exit(1);
};

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);

const expectedStamp = () => ({
  lockfile: createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex"),
  platform: `${process.platform}-${process.arch}`,
});

/** npm's own record of what it installed: recognises an `npm install` by hand, which leaves no stamp of ours. */
const matchesHiddenLockfile = () => {
  const installed = readJson(path.join(nodeModules, ".package-lock.json"))?.packages;
  if (!installed) return false;
  const { packages } = readJson(path.join(root, "package-lock.json"));
  const agree = (name) => packages[name]?.version === installed[name]?.version;
  const needed = Object.keys(packages).filter(
    (name) => name.startsWith("node_modules/") && !packages[name].optional && !packages[name].devOptional,
  );
  return Object.keys(installed).every(agree) && needed.every(agree);
};

const isInstalled = () => {
  if (!existsSync(pinnedNode)) return false;
  const stamp = readJson(stampFile);
  const { lockfile, platform } = expectedStamp();
  if (stamp && stamp.platform !== platform) return false;
  return stamp?.lockfile === lockfile || matchesHiddenLockfile();
};

/**
 * The Node that npm runs with. npm puts the pinned one first on its scripts' PATH, and `npm ci` removes that before it
 * installs: so one outside of node_modules, where this process is the pinned one.
 */
const findLastingNode = () => {
  const isPinned = (file) => file.startsWith(nodeModules + path.sep);
  if (!isPinned(process.execPath)) return process.execPath;
  const name = path.basename(process.execPath);
  const onPath = (process.env.PATH ?? "").split(path.delimiter).map((folder) => path.join(folder, name));
  const lasting = [process.env.npm_node_execpath, ...onPath].find(
    (file) => file && existsSync(file) && !isPinned(realpathSync(file)),
  );
  return lasting ?? process.execPath;
};
const lastingNode = findLastingNode();

const runNpm = (args) => {
  const ownNpm = process.env.npm_execpath;
  const [command, first] = ownNpm && path.basename(ownNpm).startsWith("npm") ? [lastingNode, [ownNpm]] : ["npm", []];
  // NODE_ENV=production would leave out what the build needs.
  const { NODE_ENV: _, ...env } = process.env;
  const done = spawnSync(command, [...first, ...args], {
    cwd: root,
    env,
    stdio: "inherit",
    shell: isWindows && command === "npm",
  });
  if (done.status === 0) return;
  if (done.signal) process.kill(process.pid, done.signal);
  giveUp(
    `\`npm ${args.join(" ")}\` failed${done.error ? ` (${done.error.message})` : ""}; its own words are above.\n` +
      "Usually the registry cannot be reached (look at `npm config get registry` and your proxy), the disk is full, or\n" +
      "node_modules belongs to another user. Put that right and run the same command again.",
  );
};

const install = () => {
  console.log("Installing what package-lock.json says (about half a minute, only when it has changed) …");
  // Scripts of packages are not run, whatever npm's version: none is needed but that of `node`, which fetches Node 24.
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--engine-strict=false"];
  runNpm(["ci", "--ignore-scripts", "--include=dev", "--include=optional", ...quiet]);
  runNpm(["rebuild", "node", "--ignore-scripts=false", ...quiet]);
  if (!existsSync(pinnedNode)) {
    giveUp(
      `npm has finished, but ${path.relative(root, pinnedNode)} is not there: no Node 24 could be fetched for ${process.platform} on ${process.arch}.\n` +
        "Run `npm rebuild node --foreground-scripts` to see why.",
    );
  }
};

const run = (command, args) => {
  const script = path.join(root, "scripts", `${command}.ts`);
  if (!existsSync(script))
    giveUp(`There is no command "${command}" (scripts/${command}.ts). package.json lists those there are.`);
  const flags = readJson(path.join(root, "scripts", "node-flags.json"))[command] ?? [];
  const binFolders = [path.join(nodeModules, ".bin"), path.dirname(pinnedNode)];
  const child = spawn(pinnedNode, [...flags, script, ...args], {
    cwd: root,
    // The channel carries no messages. It breaks when this process dies in any way, SIGKILL included, and the script
    // ends with it (scripts/follow-parent.ts).
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: [...binFolders, process.env.PATH ?? ""].join(path.delimiter) },
  });
  // npm and the terminal may each send the same signal; the scripts ignore repetitions.
  const signals = isWindows ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  // npm hands SIGTERM to the shell between it and us; many shells die of it without telling anybody.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && child.kill("SIGTERM");
  if (process.env.npm_lifecycle_event) setInterval(orphaned, orphanCheckMs).unref();
  child.once("error", (error) =>
    giveUp(`${pinnedNode} cannot be run (${error.message}). Delete node_modules and run the same command again.`),
  );
  child.once("exit", (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
};

const [command, ...args] = process.argv.slice(2);
if (Number(process.versions.node.split(".")[0]) < 20)
  giveUp(`Spiral needs Node 20 or later to start; this is ${process.version}. See https://nodejs.org.`);
if (!command || !/^[a-z][a-z-]*$/.test(command)) giveUp("Usage: node scripts/bootstrap.mjs <command> [...args]");
if (!isInstalled()) install();
const stamp = JSON.stringify(expectedStamp());
if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) writeFileSync(stampFile, stamp);
run(command, args);
