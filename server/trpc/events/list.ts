import { ListEventsInput } from "../../contract/inputs.ts";
import { headSequences, listEvents, listLiveBlocks } from "../../domain/events/index.ts";
import { projectViewProcedure } from "../procedures.ts";

/**
 * A page of a project's log, what is being written now, and where the log ends. Live blocks are read first: a block
 * that is finished meanwhile is then in both, where its event replaces it; the other way round it would be in neither.
 */
export const list = projectViewProcedure.input(ListEventsInput).query(async ({ ctx, input }) => {
  const { projectId } = input;
  const liveBlocks = await listLiveBlocks(ctx.domain, { projectId });
  const events = await listEvents(ctx.domain, input);
  const [head] = await headSequences(ctx.domain, { projectIds: [projectId] });
  return { events, liveBlocks, head: head?.sequence ?? 0 };
});
