// @ts-check
// The first process of a sandbox that has a door. It offers each door (a unix socket of the runner) on a loopback
// port, then starts the command with its own stdin, stdout and stderr, and ends as the command ends.
//   node forwarder.cjs 8100=/run/spiral/gateway 8101=/run/spiral/egress -- command args…
// Plain JavaScript without dependencies: it runs inside, where nothing of the product is. Every start of an agent waits
// for it, and Node needs a third less time for a script than for a module.
"use strict";
const { spawn } = require("node:child_process");
const { connect, createServer } = require("node:net");
const process = require("node:process");

const separator = process.argv.indexOf("--");
const doors = process.argv.slice(2, separator).map((door) => {
  const [port = "", ...socket] = door.split("=");
  return { port: Number(port), socket: socket.join("=") };
});
const [command = "", ...args] = process.argv.slice(separator + 1);

/** @param {{ port: number, socket: string }} door */
const offer = ({ port, socket }) =>
  new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const host = connect({ path: socket, allowHalfOpen: true });
      client.pipe(host).pipe(client);
      // One side's end is the other's; what went wrong is seen by whoever spoke.
      client.on("error", () => host.destroy());
      host.on("error", () => client.destroy());
      client.on("close", () => host.destroy());
      host.on("close", () => client.destroy());
    });
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });

const start = () => {
  const child = spawn(command, args, { stdio: "inherit" });
  child.once("error", (error) => {
    process.stderr.write(`${command} could not be started: ${error.message}\n`);
    process.exit("code" in error && error.code === "ENOENT" ? 127 : 126);
  });
  // With it the whole sandbox ends: it is the one process that the sandbox waits for.
  child.once("exit", (status, signal) => {
    if (signal === null) process.exit(status ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT", "SIGHUP"]))
    process.on(signal, () => child.kill(signal));
};

Promise.all(doors.map(offer)).then(start, (error) => {
  process.stderr.write(`The sandbox's network door could not be opened: ${String(error)}\n`);
  process.exit(126);
});
