import type { IncomingMessage } from "node:http";

/** As much as the Messages API itself takes, in bytes. */
export const largestBody = 32 * 1024 * 1024;

export type RequestBody =
  | { readonly kind: "whole"; readonly bytes: Buffer }
  | { readonly kind: "too_large" }
  /** There is no room for it beside those that are already there. */
  | { readonly kind: "no_room" }
  /** The child went away, or the door closed, before it had all come. */
  | { readonly kind: "gone" };

const firstRoom = 64 * 1024;

/**
 * Reads a request's body whole. One that is given up goes on coming, and is thrown away, so that the child can finish
 * sending and read why.
 * @param takeRoom asked before memory is taken, with how many bytes more
 */
export const readBody = (request: IncomingMessage, takeRoom: (bytes: number) => boolean): Promise<RequestBody> => {
  const announced = Number(request.headers["content-length"] ?? 0);
  return new Promise((resolve) => {
    // One buffer that doubles: a list of what comes would cost a hundred bytes for each byte that comes alone.
    let bytes = Buffer.alloc(0);
    let size = 0;
    let isGivenUp = false;
    const giveUp = (kind: "too_large" | "no_room"): void => {
      isGivenUp = true;
      bytes = Buffer.alloc(0);
      resolve({ kind });
    };
    const grow = (needed: number): boolean => {
      const room = Math.min(largestBody, Math.max(needed, firstRoom, announced, 2 * bytes.length));
      if (!takeRoom(room - bytes.length)) return false;
      const larger = Buffer.allocUnsafe(room);
      bytes.copy(larger, 0, 0, size);
      bytes = larger;
      return true;
    };
    if (announced > largestBody) giveUp("too_large");

    request.on("data", (chunk: Buffer) => {
      if (isGivenUp) return;
      const needed = size + chunk.length;
      if (needed > largestBody) return giveUp("too_large");
      if (needed > bytes.length && !grow(needed)) return giveUp("no_room");
      chunk.copy(bytes, size);
      size = needed;
    });
    request.once("end", () => resolve({ kind: "whole", bytes: bytes.subarray(0, size) }));
    request.once("error", () => resolve({ kind: "gone" }));
    request.once("close", () => resolve({ kind: "gone" }));
  });
};
