import { knownSecrets } from "../platform/known-secrets.ts";

/** A JSON answer that nobody keeps, and that holds no known secret. */
export const jsonAnswer = (status: number, body: unknown): Response =>
  new Response(knownSecrets().redact(JSON.stringify(body)), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
