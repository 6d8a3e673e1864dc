import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/**
 * argon2id with OWASP's first choice of cost for small servers: 19 MiB, two passes, one lane; about 28 ms on one
 * core. The cost is part of every stored hash, so that raising it here leaves older ones valid.
 */
const cost = { memory: 19 * 1024, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;

const derive = promisify((parameters: Argon2Parameters, done: (error: Error | null, hash: Buffer) => void) =>
  argon2("argon2id", parameters, done),
);

/** The same characters may be typed as different code points (é): both forms are the same password. */
const messageOf = (password: string): Buffer => Buffer.from(password.normalize("NFKC"), "utf8");

const unpadded = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "");

const toPhc = (salt: Buffer, hash: Buffer): string =>
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(hash)}`;

const phc =
  /^\$argon2id\$v=19\$m=(?<memory>\d+),t=(?<passes>\d+),p=(?<parallelism>\d+)\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)$/;

/** Costs what a real hash costs and matches nothing: for sign-ins of people who do not exist. */
const nobodysHash = toPhc(Buffer.alloc(saltBytes), Buffer.alloc(hashBytes));

/** A new salted hash in PHC form. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(saltBytes);
  return toPhc(salt, await derive({ ...cost, message: messageOf(password), nonce: salt, tagLength: hashBytes }));
};

/**
 * Whether the password is the one that was hashed, in a time that says nothing about where they differ. Without a
 * hash (no such user) the same work is done and the answer is no, so that timing does not tell who exists.
 */
export const verifyPassword = async ({
  password,
  passwordHash,
}: {
  password: string;
  passwordHash: string | null;
}): Promise<boolean> => {
  const parts = phc.exec(passwordHash ?? nobodysHash)?.groups;
  if (parts === undefined) throw new Error("A stored password hash is not in PHC form.");
  const expected = Buffer.from(parts["hash"] ?? "", "base64");
  const found = await derive({
    message: messageOf(password),
    nonce: Buffer.from(parts["salt"] ?? "", "base64"),
    memory: Number(parts["memory"]),
    passes: Number(parts["passes"]),
    parallelism: Number(parts["parallelism"]),
    tagLength: expected.length,
  });
  return timingSafeEqual(found, expected) && passwordHash !== null;
};
