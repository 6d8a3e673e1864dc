import { UpdateLocalModelsInput } from "../../contract/local-models.ts";
import { writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Sets which Ollama servers there are and which of their models come first; the runner looks at them within seconds. */
export const update = adminProcedure.input(UpdateLocalModelsInput).mutation(async ({ ctx, input }) => {
  await writeSettings(ctx.domain, {
    values: { "ollama.hosts": input.hosts, "ollama.models": input.order, "ollama.pinAtPercent": input.pinAtPercent },
    actorId: ctx.viewer.id,
  });
});
