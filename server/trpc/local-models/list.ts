import { localModelsView } from "../../domain/local-models/index.ts";
import { signedInProcedure } from "../procedures.ts";

/** Ollama servers and their models, as the runner last saw them. */
export const list = signedInProcedure.query(({ ctx }) => localModelsView(ctx.domain));
