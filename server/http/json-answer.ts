/** A JSON answer that nobody keeps. */
export const jsonAnswer = (status: number, body: unknown): Response =>
  Response.json(body, { status, headers: { "cache-control": "no-store" } });
