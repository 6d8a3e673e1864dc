import type { Refusal } from "./origin.ts";

/**
 * Reads a body, counting as it comes: one that says that it is too long is not read at all, and one that says nothing
 * (chunked) or lies is left where the limit is passed.
 */
export const readLimitedBody = async (
  request: Request,
  { limitBytes }: { limitBytes: number },
): Promise<{ bytes: Uint8Array<ArrayBuffer> } | { refusal: Refusal }> => {
  const refusal: Refusal = { status: 413, message: `A request may have at most ${Math.floor(limitBytes / 1024)} KB.` };
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) return { refusal };
  if (request.body === null) return { bytes: new Uint8Array() };
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of request.body) {
    total += part.byteLength;
    if (total > limitBytes) return { refusal };
    parts.push(part);
  }
  return { bytes: new Uint8Array(Buffer.concat(parts)) };
};
