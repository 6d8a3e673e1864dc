// @ts-check
// ssh's ProxyCommand inside a sandbox, which has no network but a proxy on loopback:
//   node connect.cjs http://127.0.0.1:8101 host port
// Asks the proxy for a tunnel, then passes stdin and stdout through it. Plain JavaScript without dependencies: it runs
// inside, where nothing of the product is.
"use strict";
const { request } = require("node:http");
const process = require("node:process");

const [proxy = "", host = "", port = ""] = process.argv.slice(2);
const { hostname, port: proxyPort } = new URL(proxy);

/** @param {string} why */
const give = (why) => {
  process.stderr.write(`proxy: ${why}\n`);
  process.exit(1);
};

request({ host: hostname, port: proxyPort, method: "CONNECT", path: `${host}:${port}` })
  .on("connect", (answer, socket, head) => {
    if (answer.statusCode !== 200) give(`no tunnel, status ${answer.statusCode}`);
    process.stdout.write(head);
    process.stdin.pipe(socket).pipe(process.stdout);
    socket.on("error", (error) => give(error.message));
    socket.on("close", () => process.exit(0));
  })
  .on("response", (answer) => give(`no tunnel, status ${answer.statusCode}`))
  .on("error", (error) => give(error.message))
  .end();
