import { ReplaceKeyInput } from "../../contract/inputs.ts";
import { replaceKey as replace } from "../../domain/accounts/index.ts";
import { adminConfirmedProcedure } from "../procedures.ts";
import { fetchTo } from "./fetch-to.ts";

/** Tries a key and the address it is sent to, then puts them in force. The key goes in and never comes out. */
export const replaceKey = adminConfirmedProcedure
  .input(ReplaceKeyInput)
  .mutation(({ ctx, input }) => replace(ctx.domain, { input, actorId: ctx.viewer.id, fetchTo }));
