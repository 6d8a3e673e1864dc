import { listGitCredentials } from "../../domain/git-credentials/index.ts";
import { memberProcedure } from "../procedures.ts";

/** One's own credentials for git hosts; nothing of their secrets but the end. */
export const list = memberProcedure.query(({ ctx }) => listGitCredentials(ctx.domain, { ownerId: ctx.viewer.id }));
