import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The shortest token that carries 128 bits, in base64url. */
const shortestToken = 22;

/**
 * Recognises a token where clients of the Messages API put theirs: `authorization: Bearer …` or `x-api-key`. Hashes are
 * compared, in constant time, so that neither a token's length nor its beginning can be found by trying.
 * @throws Error for a token that could be guessed
 */
export const tokenCheck = (token: string): ((headers: IncomingHttpHeaders) => boolean) => {
  if (token.length < shortestToken) throw new Error("A gateway token needs at least 128 random bits.");
  const expected = digest(token);
  return (headers) => {
    const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
    const key = headers["x-api-key"];
    return [bearer, key].some((given) => typeof given === "string" && timingSafeEqual(digest(given), expected));
  };
};

/** A file name that differs from door to door, also from those that a killed runner left behind, and tells nothing. */
export const socketNameOf = (token: string): string =>
  `${digest(`socket of ${token}`).toString("hex").slice(0, 16)}.sock`;
