import { admins, signedIn, whoMaySteer, type Expectation, type ProcedurePath } from "./authorisation.fixture.ts";

/** Who may do what with local models and with the way to them. */
export const fallbackExpectations = {
  "fallback.state": { who: signedIn },
  "fallback.update": { who: admins, input: () => ({ mode: "auto", wish: null }) },
  "projects.wishProvider": { who: whoMaySteer, input: ({ projectId }) => ({ projectId, wish: null }) },
  "projects.changePrivacy": { who: whoMaySteer, input: ({ projectId }) => ({ projectId, private: false }) },
  "localModels.list": { who: signedIn },
  "localModels.update": { who: admins, input: () => ({ hosts: [], order: [], pinAtPercent: 70 }) },
  "localModels.check": {
    who: { ...admins, admin: "NOT_FOUND" },
    input: () => ({ hostUrl: "http://127.0.0.1:9", model: "nobody-has-this:1b" }),
  },
  "localModels.stopPull": {
    who: { ...admins, admin: "NOT_FOUND" },
    input: () => ({ id: `pul_${"0".repeat(26)}` }),
  },
  "localModels.pull": {
    who: { ...admins, admin: "NOT_FOUND" },
    input: () => ({ hostUrl: "http://127.0.0.1:9", model: "nobody-has-this:1b" }),
  },
} satisfies Partial<Record<ProcedurePath, Expectation>>;
