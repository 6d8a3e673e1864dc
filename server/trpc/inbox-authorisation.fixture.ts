import {
  admins,
  signedIn,
  whereThereIsNone,
  whoMaySee,
  whoMaySteer,
  type Expectation,
  type ProcedurePath,
} from "./authorisation.fixture.ts";

/** Whoever is signed in may ask, and nobody has such a thing. */
const whereNobodyFinds = { ...whereThereIsNone, viewer: "NOT_FOUND" } as const;

/** Who may see what waits and what was decided. What is in it depends on the projects that one may see. */
export const inboxExpectations = {
  "agents.requests": { who: signedIn },
  "inbox.list": { who: signedIn },
  "inbox.decided": { who: signedIn, input: () => ({}) },
  "tools.requests": { who: signedIn },
  "tools.list": { who: signedIn },
  "tools.detail": { who: whereNobodyFinds, input: () => ({ toolId: "tol_nobody" }) },
  "tools.source": { who: whereNobodyFinds, input: () => ({ versionId: "tov_nobody" }) },
  "tools.change": { who: whereThereIsNone, input: () => ({ toolId: "tol_nobody", change: "disable" }) },
  "tools.goOnWithout": { who: whoMaySteer, input: ({ projectId }) => ({ projectId }) },
  "tools.buildAgain": {
    who: { ...whoMaySteer, owner: "NOT_FOUND", helper: "NOT_FOUND", admin: "NOT_FOUND" },
    input: ({ projectId }) => ({ projectId, requestId: "trq_nobody" }),
  },
  "tools.lookInto": { who: admins, input: () => ({ archive: "aGVsbG8=" }) },
  "tools.bringIn": { who: admins, input: () => ({ archive: "aGVsbG8=", hash: "0".repeat(64) }) },
  "permissions.rules": { who: signedIn },
  // Nobody has such a rule; only who may change anything hears of it.
  "permissions.remove": {
    who: whereThereIsNone,
    input: () => ({ ruleId: "prl_nobody" }),
  },
  "inbox.similar": { who: whoMaySee, input: ({ askId }) => ({ askId }) },
} satisfies Partial<Record<ProcedurePath, Expectation>>;
