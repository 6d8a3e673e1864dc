import { TRPCError } from "@trpc/server";
import type { AccountLinkKind, LinkView } from "../server/contract/people.ts";
import { describeError } from "../server/trpc/error-map.ts";
import { webLogger } from "../server/trpc/trpc.ts";
import { pageCaller } from "./page-caller.ts";

/** The good link that a page's address carries, or why it is none, in words for whoever opened it. */
export const lookAtLink = async (
  kind: AccountLinkKind,
  token: string | string[] | undefined,
): Promise<{ readonly token: string; readonly link: LinkView } | { readonly refusal: string }> => {
  const refusal = "Part of the link is missing. Open it exactly as you were given it.";
  if (typeof token !== "string" || token.length < 20 || token.length > 200) return { refusal };
  const { call } = await pageCaller();
  try {
    return { token, link: await call.accountLinks.look({ token, kind }) };
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    const { code, message } = describeError(error, { logger: webLogger(), path: "accountLinks.look" });
    if (code === "FORBIDDEN") return { refusal: message };
    throw error;
  }
};
