// @ts-check
// Spiral's own tools in an agent's hands: an MCP server over stdio that does nothing but say back what the hook before
// the call has put into its input. Whatever is decided is decided in the runner (hooks.ts); this runs inside the sandbox.
//   node --eval "<this file>" '[{"name": …, "description": …, "inputSchema": …}]'
// Plain JavaScript without dependencies: nothing of the product is inside.
"use strict";
const process = require("node:process");
const readline = require("node:readline");

/** @type {unknown} */
const tools = JSON.parse(process.argv[1] ?? "[]");

/** @param {{ method: string, params?: any }} request */
const answer = ({ method, params }) => {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: "spiral", version: "1" },
      };
    case "tools/list":
      return { tools };
    case "tools/call": {
      const text = params?.arguments?.answer;
      return typeof text === "string"
        ? { content: [{ type: "text", text }] }
        : { content: [{ type: "text", text: "Nobody has decided on this call." }], isError: true };
    }
    default:
      return {};
  }
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  if (request.id === undefined) return;
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id: request.id, result: answer(request) })}\n`);
});
