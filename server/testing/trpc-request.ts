import superjson from "superjson";
import { z } from "zod";

/** How a browser of this server speaks to /api/trpc. */
export const ownHeaders = { host: "localhost:3000", origin: "http://localhost:3000" } as const;

const address = "http://localhost:3000/api/trpc";

export interface TrpcCall {
  readonly path: string;
  readonly type: "query" | "mutation" | "subscription";
  readonly input?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** One call as tRPC's client makes it: queries and subscriptions by GET, mutations by POST. */
export const trpcRequest = ({ path, type, input, headers = {}, signal }: TrpcCall): Request => {
  const serialized = JSON.stringify(superjson.serialize(input));
  const options = { ...(signal !== undefined && { signal }) };
  if (type === "mutation") {
    return new Request(`${address}/${path}`, {
      ...options,
      method: "POST",
      headers: { ...ownHeaders, "content-type": "application/json", ...headers },
      body: serialized,
    });
  }
  return new Request(`${address}/${path}?input=${encodeURIComponent(serialized)}`, {
    ...options,
    headers: { ...ownHeaders, ...headers },
  });
};

const TrpcError = z.object({
  error: z.object({
    json: z.object({
      message: z.string(),
      data: z.object({ code: z.string(), fields: z.record(z.string(), z.string()) }),
    }),
  }),
});

export interface TrpcAnswer {
  readonly status: number;
  /** Null: it went well. */
  readonly code: string | null;
  readonly message: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What an answer says, be it a result or an error. */
export const readAnswer = (status: number, text: string): TrpcAnswer => {
  const parsed = TrpcError.safeParse(JSON.parse(text));
  const error = parsed.data?.error.json;
  return {
    status,
    code: error?.data.code ?? null,
    message: error?.message ?? null,
    fields: error?.data.fields ?? {},
    text,
  };
};

/** The events of a stream (server-sent) as they come: name and data. */
export async function* readStream(
  response: Response,
): AsyncGenerator<{ event: string; data: string }, void, undefined> {
  if (response.body === null) return;
  let rest = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const fields = new Map(
        part
          .split("\n")
          .map((line): [string, string] => [
            line.slice(0, line.indexOf(":")),
            line.slice(line.indexOf(":") + 1).trim(),
          ]),
      );
      if (fields.has("data")) yield { event: fields.get("event") ?? "message", data: fields.get("data") ?? "" };
    }
  }
}
