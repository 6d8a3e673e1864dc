import { toolRequestViews } from "../../domain/tool-requests/index.ts";
import { visibleTo } from "../../domain/projects/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** All tools that agents have asked for in what the reader may see. */
export const requests = signedInProcedure.query(({ ctx }) =>
  toolRequestViews(ctx.domain, { projects: visibleTo(ctx.viewer) }),
);
