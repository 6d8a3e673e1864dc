import { LookAtLinkInput } from "../../contract/people.ts";
import { lookAtLink } from "../../domain/users/index.ts";
import { publicProcedure } from "../procedures.ts";

/** What a one-time link is good for. Public: who holds it has no account yet, or cannot get into it. */
export const look = publicProcedure.input(LookAtLinkInput).query(({ ctx, input }) => lookAtLink(ctx.domain, input));
