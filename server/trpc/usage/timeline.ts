import { UsageTimelineInput } from "../../contract/usage-query.ts";
import { readTimeline } from "../../domain/usage-report/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** A period slot by slot and group by group. */
export const timeline = signedInProcedure
  .input(UsageTimelineInput)
  .query(({ ctx, input: { group, ...query } }) => readTimeline(ctx.domain, { viewer: ctx.viewer, query, group }));
