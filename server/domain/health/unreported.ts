import type { SystemFinding } from "../../contract/views.ts";

/** Of whatever only a runner can look at, as long as none has. */
export const unreported: SystemFinding = {
  status: "warning",
  detail: "Not known yet: no runner has reported from its machine.",
  fix: "Start a runner (npm start brings one; npm run runner starts one alone).",
};
