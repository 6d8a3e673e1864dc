import {
  signedIn,
  whereThereIsNone,
  whoMaySee,
  type Expectation,
  type ProcedurePath,
} from "./authorisation.fixture.ts";

/** Who may see what waits and what was decided. What is in it depends on the projects that one may see. */
export const inboxExpectations = {
  "agents.requests": { who: signedIn },
  "inbox.list": { who: signedIn },
  "inbox.decided": { who: signedIn, input: () => ({}) },
  "tools.requests": { who: signedIn },
  "permissions.rules": { who: signedIn },
  // Nobody has such a rule; only who may change anything hears of it.
  "permissions.remove": {
    who: whereThereIsNone,
    input: () => ({ ruleId: "prl_nobody" }),
  },
  "inbox.similar": { who: whoMaySee, input: ({ askId }) => ({ askId }) },
} satisfies Partial<Record<ProcedurePath, Expectation>>;
