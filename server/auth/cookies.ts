import { sessionLifetimeMs } from "../domain/users/index.ts";

/**
 * The two cookies. Over https they carry the `__Host-` prefix, so that neither a neighbouring subdomain nor a plain
 * http answer can set them.
 */
export const cookieNames = (secure: boolean) => ({
  session: secure ? "__Host-spiral.session" : "spiral.session",
  csrf: secure ? "__Host-spiral.csrf" : "spiral.csrf",
});

export const cookieOptions = (secure: boolean) => ({ httpOnly: true, sameSite: "lax", path: "/", secure }) as const;

export const sessionMaxAgeSeconds = sessionLifetimeMs / 1000;

/** The cookies of a request by name. A name that comes twice keeps its first value, as servers commonly do. */
export const readCookies = (headers: Headers): Partial<Record<string, string>> => {
  const found = new Map<string, string>();
  for (const pair of headers.get("cookie")?.split(";") ?? []) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !found.has(name)) found.set(name, decodeSafely(pair.slice(equals + 1).trim()));
  }
  return Object.fromEntries(found);
};

const decodeSafely = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};
