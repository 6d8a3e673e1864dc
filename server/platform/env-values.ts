import { isIP } from "node:net";
import { z } from "zod";

/** The kinds of values that settings have (env.ts), each from the text in the environment. */

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);

export const yesOrNo = z.enum(["0", "1", "true", "false"]).transform((value) => value === "1" || value === "true");

const parseUrl = (value: string): URL | null => (URL.canParse(value) ? new URL(value) : null);
const isHttp = (url: URL): boolean => url.protocol === "http:" || url.protocol === "https:";

export const hostName = z
  .string()
  .transform((value) => value.toLowerCase())
  .refine((value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value));

/** As browsers write it in a Host header: IPv6 in brackets. */
export const asHostHeaderName = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

export const httpOrigin = z
  .string()
  .refine((value) => {
    const url = parseUrl(value);
    return (
      url !== null && isHttp(url) && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === ""
    );
  })
  .transform((value) => new URL(value).origin);

/** Without a user and password: addresses are shown, and fetch refuses such ones anyway. */
export const httpBaseUrl = z
  .string()
  .refine((value) => {
    const url = parseUrl(value);
    return (
      url !== null && isHttp(url) && url.search === "" && url.hash === "" && url.username === "" && url.password === ""
    );
  })
  .transform((value) => value.replace(/\/+$/, ""));

/** Ollama's own convention allows `host:port` and `0.0.0.0`, which its server means as "listen everywhere". */
export const ollamaHost = z
  .string()
  .transform((value) => (value.includes("://") ? value : `http://${/:\d+$/.test(value) ? value : `${value}:11434`}`))
  .pipe(httpBaseUrl)
  .transform((value) => value.replace("//0.0.0.0", "//127.0.0.1"));

export const databaseUrl = z.string().refine((value) => {
  const url = parseUrl(value);
  // Prisma's `schema` parameter is not one of PostgreSQL's: it would be ignored by every other connection.
  const schema = url?.searchParams.get("schema") ?? "public";
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1 && schema === "public";
});

export const secretKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=?$/)
  .transform((value) => Buffer.from(value, "base64"));

export const hostList = z
  .string()
  .transform((value) =>
    value
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  )
  .pipe(
    z.array(
      z
        .string()
        .toLowerCase()
        .regex(/^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/),
    ),
  );

export const anyText = z.string();
