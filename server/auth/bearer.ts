import { apiTokenPrefix } from "../contract/api-tokens.ts";

const bearer = new RegExp(`^Bearer (${apiTokenPrefix}[\\w-]{20,200})$`, "iu");

/**
 * The personal token that a request shows; null: it shows none, and its cookie counts. No page of another site can send
 * this header without asking first, which nobody here answers: so a request with one needs to name no origin.
 */
export const tokenOf = (headers: Headers): string | null =>
  bearer.exec(headers.get("authorization")?.trim() ?? "")?.[1] ?? null;
