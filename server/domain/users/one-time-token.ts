import { createHash, randomBytes } from "node:crypto";

/** 32 bytes: guessing is hopeless, so using a link needs no throttle of its own. */
const tokenBytes = 32;

/** What is stored of a token: a plain hash, because a random token of this length needs no salt and no cost. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** A new secret for a link, and what is stored of it. */
export const createToken = (): { readonly token: string; readonly tokenHash: string } => {
  const token = randomBytes(tokenBytes).toString("base64url");
  return { token, tokenHash: hashToken(token) };
};
