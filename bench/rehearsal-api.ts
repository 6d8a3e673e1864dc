import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { Operation } from "../server/contract/roles.ts";
import { scriptedBaseUrl } from "../server/providers/scripted/base-url.ts";
import { defaultScriptedModel } from "../server/providers/scripted/models.ts";
import { createScriptedServer } from "../server/providers/scripted/server.ts";

/** A story of one phase, as the smoke project is. */
const scenario = "asks-permission";
const Body = z.looseObject({ model: z.string() });

export interface RehearsalApi {
  /** For ANTHROPIC_BASE_URL. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface RehearsalOptions {
  /** Which run of the one project works now: the scripted model needs to be told, the real API does not. */
  readonly currentRun: () => Promise<{ readonly operation: string; readonly round: number }>;
}

/**
 * Stands where the API would: passes every request on to the scripted model, under the part of its story that the
 * running run is in, and under the one model name that it knows. Credentials, clients and the CLI are those of the
 * real way.
 */
export const startRehearsalApi = async ({ currentRun }: RehearsalOptions): Promise<RehearsalApi> => {
  const scripted = await createScriptedServer({ pace: 0 });

  const passOn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { operation, round } = await currentRun();
    const scope = { scenario, operation: Operation.parse(operation), phaseIndex: 0, round };
    const sent = await text(request);
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      const isOurs = ["host", "connection", "content-length", "accept-encoding", "transfer-encoding"].includes(name);
      if (!isOurs && typeof value === "string") headers.set(name, value);
    }
    const { method = "GET" } = request;
    const answer = await fetch(`${scriptedBaseUrl({ serverUrl: scripted.url, ...scope })}${request.url ?? "/"}`, {
      method,
      headers,
      ...(sent !== "" && { body: JSON.stringify({ ...Body.parse(JSON.parse(sent)), model: defaultScriptedModel }) }),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    for await (const chunk of answer.body ?? []) response.write(chunk);
    response.end();
  };

  const server = createServer((request, response) => {
    passOn(request, response).catch((error: unknown) => {
      process.stderr.write(`The rehearsal could not pass a request on: ${String(error)}\n`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The rehearsal listens on no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await scripted.close();
    },
  };
};
