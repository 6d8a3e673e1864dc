import { UpdateLocalModelsInput } from "../../contract/local-models.ts";
import { forgetHostsBut, ollamaHosts } from "../../domain/local-models/index.ts";
import { writeSettings } from "../../domain/settings/index.ts";
import { adminProcedure } from "../procedures.ts";

/** Sets which Ollama servers there are and which of their models come first; the runner looks at them within seconds. */
export const update = adminProcedure.input(UpdateLocalModelsInput).mutation(async ({ ctx, input }) => {
  await writeSettings(ctx.domain, {
    values: { "ollama.hosts": input.hosts, "ollama.models": input.order, "ollama.pinAtPercent": input.pinAtPercent },
    actorId: ctx.viewer.id,
  });
  // One that is entered again is a new one: what waits for a local model goes on with it.
  await forgetHostsBut(
    ctx.domain,
    (await ollamaHosts(ctx.domain)).map(({ url }) => url),
  );
});
