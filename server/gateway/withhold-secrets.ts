import { knownSecrets } from "../platform/known-secrets.ts";

/** Takes known secrets out of bytes that arrive in pieces. */
export interface Withholding {
  /** Adds a piece; returns what can go on. */
  push(chunk: Uint8Array): Uint8Array;
  /** What was kept back, because it could have been a secret's beginning. */
  end(): Uint8Array;
}

/** The redaction's own "•" as the bytes that it has in UTF-8; every other character stands for one byte. */
const toBytes = (text: string): Uint8Array => Buffer.from(text.replaceAll("•", "\u00e2\u0080\u00a2"), "latin1");

/**
 * A service may repeat the key that it refuses, and whoever reads its answer writes it down: the child never gets to
 * see it. Bytes are read as characters of one byte each, so that all else goes on unchanged, also what is no text.
 */
export const withholdSecrets = (): Withholding => {
  const redaction = knownSecrets().stream();
  return {
    push: (chunk) => toBytes(redaction.push(Buffer.from(chunk).toString("latin1"))),
    end: () => toBytes(redaction.end()),
  };
};
