import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/**
 * Envelope encryption: every secret has a random data key of its own, and only that is encrypted with the
 * installation's key. The secret's name is associated data of both, so that a row's content moved under another
 * name (an attacker with write access to the table) does not open.
 */
export interface Sealed {
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  readonly wrappedKey: Uint8Array<ArrayBuffer>;
}

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/** iv (12 bytes), tag (16), ciphertext. */
const encrypt = (options: { key: Uint8Array; name: string; plain: Uint8Array }): Uint8Array<ArrayBuffer> => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, options.key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(options.name, "utf8"));
  const body = Buffer.concat([cipher.update(options.plain), cipher.final()]);
  return new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), body]));
};

const decrypt = (options: { key: Uint8Array; name: string; sealed: Uint8Array }): Buffer => {
  const { sealed } = options;
  const decipher = createDecipheriv(algorithm, options.key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(options.name, "utf8"));
  decipher.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]);
};

/** @param options.key the installation's key for stored secrets, 32 bytes */
export const seal = (options: { key: Uint8Array; name: string; value: string }): Sealed => {
  const dataKey = randomBytes(keyBytes);
  return {
    ciphertext: encrypt({ key: dataKey, name: options.name, plain: Buffer.from(options.value, "utf8") }),
    wrappedKey: encrypt({ key: options.key, name: options.name, plain: dataKey }),
  };
};

/** @throws Error when the key, the name or the content is not what it was sealed with */
export const open = (options: { key: Uint8Array; name: string; sealed: Sealed }): string => {
  const dataKey = decrypt({ key: options.key, name: options.name, sealed: options.sealed.wrappedKey });
  return decrypt({ key: dataKey, name: options.name, sealed: options.sealed.ciphertext }).toString("utf8");
};
