import { UpdateImportsInput } from "../../contract/settings.ts";
import { refuseUnreachable, writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Changes what projects may start from; imports and pushes from now on go by it. */
export const updateImports = adminProcedure.input(UpdateImportsInput).mutation(async ({ ctx, input }) => {
  refuseUnreachable(input.privateHosts);
  await writeSettings(ctx.domain, {
    values: {
      "import.folders": input.folders,
      "import.privateHosts": input.privateHosts,
      "import.archiveMb": input.archiveMb,
    },
    actorId: ctx.viewer.id,
  });
});
