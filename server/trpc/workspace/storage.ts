import { readStorage } from "../../domain/workspaces/index.ts";
import { adminProcedure } from "../procedures.ts";

/** What takes the disk. */
export const storage = adminProcedure.query(({ ctx }) => readStorage(ctx.domain, { dataDir: ctx.dataDir }));
