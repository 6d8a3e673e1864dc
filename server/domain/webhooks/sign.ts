import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** A new signing secret: 256 random bits. */
export const newSigningSecret = (): string => `${prefix}${randomBytes(32).toString("base64")}`;

/**
 * The headers of a signed message, as standardwebhooks.com describes them, so that its libraries can check them:
 * HMAC-SHA256 over id, time and body. Whoever receives it compares the time with their own clock against replays.
 * @param secret as newSigningSecret makes it
 * @param at when it is sent; every attempt is signed anew
 */
export const signedHeaders = ({
  id,
  body,
  secret,
  at,
}: {
  readonly id: string;
  readonly body: string;
  readonly secret: string;
  readonly at: Date;
}): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
};
