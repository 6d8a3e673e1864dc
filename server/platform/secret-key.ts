import { hkdfSync, randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureDataDir } from "./data-dir.ts";
import { env } from "./env.ts";
import { rememberKey } from "./known-secrets.ts";

const keyBytes = 32;
const keyFileName = "secret.key";

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

const readKeyFile = (file: string): Buffer => {
  if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
    throw new Error(`Other users may read ${file}, which protects sessions and stored keys. Run: chmod 600 ${file}`);
  }
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  if (key.length !== keyBytes) {
    throw new Error(
      `${file} does not hold ${keyBytes} bytes in base64. Restore it from a backup; without it stored keys cannot be read. ` +
        "To begin anew, delete it: everyone has to sign in again and stored keys have to be entered again.",
    );
  }
  return key;
};

/**
 * The installation's root key: the given one, or the one in `<dataDir>/secret.key` (0600), made when absent.
 * Safe when several processes start at once: the file appears complete or not at all (link), and the first one wins.
 */
export function loadSecretKey(options: { given: Buffer | undefined; dataDir: string }): Buffer {
  if (options.given) return options.given;
  const file = path.join(options.dataDir, keyFileName);
  try {
    return readKeyFile(file);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
  ensureDataDir(options.dataDir);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${randomBytes(keyBytes).toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  } finally {
    rmSync(draft);
  }
  return readKeyFile(file);
}

/** 32 bytes for one purpose by HKDF-SHA256: keys of different purposes say nothing about one another or the root. */
export function deriveKeyFrom(root: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", root, Buffer.alloc(0), `spiral/v1/${purpose}`, keyBytes));
}

let cachedRoot: Buffer | undefined;

/**
 * This installation's key for `purpose`, for example "sessions" or "stored-secrets"; 32 bytes, always the same.
 * @throws Error when the key file is damaged or readable by others
 */
export function deriveKey(purpose: string): Buffer {
  if (cachedRoot === undefined) {
    cachedRoot = loadSecretKey({ given: env().SPIRAL_SECRET_KEY, dataDir: env().SPIRAL_DATA_DIR });
    rememberKey(cachedRoot);
  }
  return deriveKeyFrom(cachedRoot, purpose);
}
