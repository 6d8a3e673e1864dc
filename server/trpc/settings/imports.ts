import { readSettings } from "../../domain/settings/index.ts";
import { memberProcedure } from "../procedures.ts";

/** What projects may start from beside public hosts: allowed folders, private hosts, the size of an archive. */
export const imports = memberProcedure.query(async ({ ctx }) => {
  const settings = await readSettings(ctx.domain);
  return {
    folders: settings["import.folders"],
    privateHosts: settings["import.privateHosts"],
    archiveMb: settings["import.archiveMb"],
  };
});
