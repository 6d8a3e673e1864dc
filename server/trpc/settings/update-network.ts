import { UpdateDefaultNetworkInput } from "../../contract/settings.ts";
import { refuseUnreachable, writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/**
 * Changes which hosts projects may reach that have no list of their own; attempts that begin from now on see it.
 * @returns the list as it was stored: lower case, each host once
 */
export const updateNetwork = adminProcedure.input(UpdateDefaultNetworkInput).mutation(async ({ ctx, input }) => {
  refuseUnreachable(input.hosts);
  await writeSettings(ctx.domain, { values: { "sandbox.egressHosts": input.hosts }, actorId: ctx.viewer.id });
  return { hosts: input.hosts };
});
