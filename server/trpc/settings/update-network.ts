import { UpdateDefaultNetworkInput } from "../../contract/settings.ts";
import { refuseUnreachable, writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Changes which hosts projects may reach that have no list of their own; attempts that begin from now on see it. */
export const updateNetwork = adminProcedure.input(UpdateDefaultNetworkInput).mutation(async ({ ctx, input }) => {
  refuseUnreachable(input.hosts);
  await writeSettings(ctx.domain, { values: { "sandbox.egressHosts": input.hosts }, actorId: ctx.viewer.id });
});
