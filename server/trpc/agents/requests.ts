import { readAgentRequests } from "../../domain/projects/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** What agents have used of their requests in the projects under way that the caller may see. */
export const requests = signedInProcedure.query(({ ctx }) => readAgentRequests(ctx.domain, { viewer: ctx.viewer }));
