import { signedIn, whoMaySee, type Expectation, type ProcedurePath } from "./authorisation.fixture.ts";

/** Who may see what waits and what was decided. What is in it depends on the projects that one may see. */
export const inboxExpectations = {
  "inbox.list": { who: signedIn },
  "inbox.decided": { who: signedIn, input: () => ({}) },
  "inbox.similar": { who: whoMaySee, input: ({ askId }) => ({ askId }) },
} satisfies Partial<Record<ProcedurePath, Expectation>>;
