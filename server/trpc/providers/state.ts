import { providerState } from "../../domain/accounts/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** Who would run a brief of the viewer's own now. */
export const state = signedInProcedure.query(({ ctx }) => providerState(ctx.domain, { viewerId: ctx.viewer.id }));
