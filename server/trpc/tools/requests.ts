import type { ToolRequestView } from "../../contract/tool-requests.ts";
import { toolRequestViews } from "../../domain/tool-requests/index.ts";
import { visibleTo } from "../../domain/projects/index.ts";
import { buildViews } from "../../domain/tools/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** All tools that agents have asked for in what the reader may see, and how those are getting on that are built. */
export const requests = signedInProcedure.query(async ({ ctx }): Promise<ToolRequestView[]> => {
  const views = await toolRequestViews(ctx.domain, { projects: visibleTo(ctx.viewer) });
  const approved = views.filter(({ status }) => status === "APPROVED");
  const builds = await buildViews(ctx.domain, { requestIds: approved.map(({ id }) => id) });
  return views.map((view) => ({ ...view, build: builds.get(view.id) ?? null }));
});
