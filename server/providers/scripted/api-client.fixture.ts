import Anthropic from "@anthropic-ai/sdk";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { scriptedBaseUrl, type Scope } from "./base-url.ts";
import { defaultScriptedModel } from "./models.ts";
import { createScriptedServer, type ScriptedServer, type ScriptedServerOptions } from "./server.ts";

/** A server that ends with the test. */
export const startServer = async (options: Partial<ScriptedServerOptions> = {}): Promise<ScriptedServer> => {
  const server = await createScriptedServer({ pace: 0, ...options });
  onTestFinished(() => server.close());
  return server;
};

export const scopeOf = (part: Partial<Scope> = {}): Scope => ({
  scenario: "bench",
  operation: "PLAN",
  phaseIndex: 0,
  round: 0,
  ...part,
});

export const baseUrlOf = (server: ScriptedServer, part: Partial<Scope> = {}): string =>
  scriptedBaseUrl({ serverUrl: server.url, ...scopeOf(part) });

export const clientOf = (server: ScriptedServer, part: Partial<Scope> = {}): Anthropic =>
  new Anthropic({ apiKey: "key-of-a-test", baseURL: baseUrlOf(server, part), maxRetries: 0, logLevel: "off" });

/** The least that the API accepts. */
export const request = {
  model: defaultScriptedModel,
  max_tokens: 8_000,
  messages: [{ role: "user" as const, content: "Go." }],
};

/** The one text block of an answer. */
export const textOf = (message: Anthropic.Message): string => {
  const [block] = message.content;
  if (block?.type !== "text") throw new Error(`Expected a text block, got ${JSON.stringify(message.content)}`);
  return block.text;
};

const ErrorBody = z.strictObject({
  type: z.literal("error"),
  error: z.strictObject({
    type: z.string(),
    message: z.string(),
    details: z.strictObject({ error_code: z.string() }).optional(),
  }),
  request_id: z.string(),
});

/** An error in exactly the API's shape. */
export const errorOf = (answer: { body: unknown }): z.infer<typeof ErrorBody>["error"] =>
  ErrorBody.parse(answer.body).error;

/** Posts a body as it is, so that it can be as wrong as a test wants it. */
export const post = async (
  server: ScriptedServer,
  body: unknown,
  {
    path = "/v1/messages",
    headers = {},
    scope = {},
  }: { path?: string; headers?: Record<string, string>; scope?: Partial<Scope> } = {},
): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${baseUrlOf(server, scope)}${path}`, {
    method: "POST",
    headers: {
      "x-api-key": "key-of-a-test",
      "anthropic-version": "2026-10-21",
      "content-type": "application/json",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
};
