// `npm run web`: the dashboard alone. Under the supervisor (--supervised) the database is ready and the build is made.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { parseArgs } from "node:util";
import next from "next";
import { env } from "../server/platform/env.ts";
import { tellParent, whenToldToEnd } from "./follow-parent.ts";
import { dashboardAddress } from "./supervisor/address.ts";
import { prepareAlone } from "./supervisor/alone.ts";
import { explainListenError } from "./supervisor/port.ts";
import { ensureBuild } from "./supervisor/prepare.ts";
import { enterProject, root } from "./supervisor/root.ts";
import { explain, say } from "./supervisor/say.ts";

/** Requests under way may finish; event streams never do and are cut, upon which browsers connect again. */
const graceMs = 150;
/** A client that sends its headers byte by byte holds a connection no longer than this. */
const headersTimeoutMs = 15_000;

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const { values: flags } = parseArgs({ options: { supervised: { type: "boolean" }, dev: { type: "boolean" } } });
const ending = new AbortController();

const serve = async (): Promise<void> => {
  const { HOST, PORT } = env();
  const { promise: handler, resolve: setHandler } = Promise.withResolvers<Handle>();
  // Listening first: a taken port is known at once, and the first requests wait instead of being refused.
  const server = createServer({ headersTimeout: headersTimeoutMs }, (request, response) => {
    handler
      .then((handle) => handle(request, response))
      .catch((error: unknown) => {
        process.stderr.write(`A request was not answered: ${explain(error)}\n`);
        response.destroy();
      });
  });
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(PORT, HOST, resolve));
  } catch (error) {
    throw explainListenError(error, HOST, PORT);
  }
  ending.signal.addEventListener("abort", () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), graceMs);
  });
  const address = server.address();
  const port = address === null || typeof address === "string" ? PORT : address.port;
  const app = next({ dev: flags.dev === true, dir: root, hostname: HOST, port, httpServer: server });
  await app.prepare();
  setHandler(app.getRequestHandler());
  const shown = dashboardAddress(env(), port);
  tellParent({ type: "ready", address: shown });
  if (!flags.supervised) say(`The dashboard is ready at ${shown}`);
};

whenToldToEnd(() => {
  ending.abort();
  // Still preparing: nothing is open yet that would have to be closed.
  setTimeout(() => process.exit(0), graceMs);
});
try {
  enterProject();
  // Next and React choose by it what they load. (Assigned this way because Next declares it read-only.)
  Object.assign(process.env, { NODE_ENV: flags.dev ? "development" : "production" });
  if (!flags.supervised) {
    await prepareAlone(ending.signal);
    if (!flags.dev)
      await ensureBuild(ending.signal, () => say("Building the dashboard (only when its sources have changed) …"));
  }
  await serve();
} catch (error) {
  if (!ending.signal.aborted) process.stderr.write(`\nThe dashboard cannot start. ${explain(error)}\n`);
  process.exit(ending.signal.aborted ? 0 : 1);
}
