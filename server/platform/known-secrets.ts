import { createRedactor, type Redactor } from "./redaction.ts";

/**
 * The secrets that this process has had in its hands. Whoever reads one (the environment, the stored ones, a run's
 * token) reports it here; whatever leaves the process as text (log lines, events, error messages) passes `redact`.
 */
export interface KnownSecrets extends Redactor {
  /** From now on it is replaced wherever it stands. The result forgets it again: for what is valid for a while only. */
  readonly remember: (secret: string) => () => void;
}

export const createKnownSecrets = (): KnownSecrets => {
  /** How many need it to be known. */
  const holders = new Map<string, number>();
  let redactor: Redactor | null = null;
  const current = (): Redactor => (redactor ??= createRedactor([...holders.keys()]));
  const hold = (secret: string, change: 1 | -1): void => {
    const before = holders.get(secret) ?? 0;
    if (before + change === 0) holders.delete(secret);
    else holders.set(secret, before + change);
    if (before === 0 || before + change === 0) redactor = null;
  };
  return {
    remember(secret) {
      hold(secret, 1);
      let held = true;
      return () => {
        if (held) hold(secret, -1);
        held = false;
      };
    },
    redact: (text) => (holders.size === 0 ? text : current().redact(text)),
    stream: () => current().stream(),
  };
};

/** Beside the modules, because Next may load this one several times (a bundle a route, hot reload) into one process. */
const holder: typeof globalThis & { [key: symbol]: KnownSecrets | undefined } = globalThis;
const holderKey = Symbol.for("spiral.known-secrets");

/** Those of this process. */
export const knownSecrets = (): KnownSecrets => (holder[holderKey] ??= createKnownSecrets());

/** A key of bytes, in the two ways in which bytes are written down (and all that is made of those). */
export const rememberKey = (key: Buffer): void => {
  // Without its filling: a key is often written without it.
  knownSecrets().remember(key.toString("base64").replace(/=+$/, ""));
  knownSecrets().remember(key.toString("hex"));
};

/** A word that a text may have for other reasons: replacing it would tear holes into what people read. */
const isWord = (secret: string): boolean => secret.length < 16 && /^\p{Letter}+$/u.test(secret);

/** The password in a database's address, wherever it stands there. */
export const rememberPasswordOf = (address: string): void => {
  const url = URL.parse(address);
  if (url === null) return;
  const { password, username, pathname, searchParams } = url;
  for (const found of [password, searchParams.get("password") ?? ""]) {
    const plain = percentDecoded(found);
    if (isWord(plain) || plain === username || `/${plain}` === pathname) continue;
    knownSecrets().remember(plain);
    knownSecrets().remember(found);
  }
};

const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: then it is meant as it stands.
    return text;
  }
};
