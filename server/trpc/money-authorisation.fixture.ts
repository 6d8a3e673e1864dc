import {
  admins,
  signedIn,
  whoMaySee,
  whoMaySteer,
  type Expectation,
  type ProcedurePath,
} from "./authorisation.fixture.ts";

const usageQuery = { period: { preset: "today" }, timeZone: "UTC" } as const;

/** Who may do what with budgets, alerts and the webhook, and ask of usage. */
export const moneyExpectations = {
  "budgets.list": { who: admins },
  "budgets.rules": { who: signedIn },
  "budgets.updateRules": {
    who: admins,
    input: () => ({ projectDefaultMicros: null, timeZone: "UTC", countSubscription: false }),
  },
  "budgets.set": {
    who: admins,
    input: () => ({ budget: { scope: "INSTALLATION", subjectId: "", period: "DAY" }, limitMicros: 1_000_000 }),
  },
  "budgets.setForProject": {
    who: whoMaySteer,
    input: ({ projectId }) => ({ projectId, limitMicros: 1_000_000 }),
  },
  "alerts.list": { who: signedIn },
  "alerts.unread": { who: signedIn },
  "alerts.markRead": { who: signedIn },
  "alerts.rules": { who: signedIn },
  "alerts.updateRules": { who: admins, input: () => ({ errorPercent: 5, errorMinutes: 15, errorMinCalls: 20 }) },
  "webhook.state": { who: admins },
  "webhook.save": { who: admins, input: () => ({ url: "https://hooks.example/spiral" }) },
  "webhook.replaceSecret": { who: admins },
  "webhook.test": { who: admins },
  "webhook.remove": { who: admins },
  // What one may not see is not in the sums (server/domain/usage-report).
  "usage.summary": { who: signedIn, input: () => usageQuery },
  "usage.switches": { who: signedIn, input: () => usageQuery },
  "usage.timeline": { who: signedIn, input: () => ({ ...usageQuery, group: "project" }) },
  "usage.latency": { who: signedIn, input: () => usageQuery },
  "usage.hours": { who: signedIn, input: () => usageQuery },
  "usage.acceptedPhases": { who: signedIn, input: () => usageQuery },
  "usage.calls": { who: signedIn, input: () => usageQuery },
  "usage.name": { who: signedIn, input: ({ projectId }) => ({ group: "project", key: projectId }) },
  "usage.limits": { who: signedIn },
  "usage.windows": { who: signedIn },
  "usage.detail": { who: whoMaySee, input: ({ callId }) => ({ callId }) },
  "usage.budgets": { who: signedIn },
  "projects.estimate": {
    who: signedIn,
    input: () => ({ language: null, complexity: "medium", model: "claude-sonnet-5-5" }),
  },
} satisfies Partial<Record<ProcedurePath, Expectation>>;
