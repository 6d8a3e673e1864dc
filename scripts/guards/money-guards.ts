import type { Guard } from "./guard.ts";

const budgets = (name: string): Guard["test"] => ({ file: "server/domain/budgets/budgets.test.ts", name });
const webhook = (name: string): Guard["test"] => ({ file: "server/runner/webhook-sender.test.ts", name });

/** Budgets, and what is sent to the webhook. */
export const moneyGuards: readonly Guard[] = [
  {
    name: "request-of-run",
    cases: [73],
    file: "server/domain/usage/provider-calls.ts",
    find: ` AND r."requestOf" IS NOT NULL`,
    replace: "",
    test: { file: "server/runner/model-calls.test.ts", name: "taken no request" },
  },
  {
    name: "request-budget",
    cases: [73],
    file: "server/domain/projects/project-machine.ts",
    find: "withinRequests(follow(state, signal))",
    replace: "follow(state, signal)",
    test: { file: "server/domain/progress/allocation.test.ts", name: "makes no call" },
  },
  {
    name: "budget-reservation",
    cases: [73, 76],
    file: "server/domain/budgets/admit-call.ts",
    find: 'if (reservation.outcome !== "reserved") throw',
    replace: "if (false) throw",
    test: budgets("are refused when it is used up"),
  },
  {
    name: "budget-others",
    cases: [65],
    file: "server/domain/projects/raise-budget.ts",
    find: "if (!mayRaise(budget, actor)) {",
    replace: "if (false) {",
    test: budgets("of another's budget is refused"),
  },
  {
    name: "budget-amount",
    cases: [74],
    file: "server/contract/budgets.ts",
    find: '.min(budgetLimits.minMicros, "A budget is at least $0.01.")',
    replace: "",
    test: { file: "server/domain/budgets/amounts.test.ts", name: "is refused at the border" },
  },
  {
    name: "webhook-address",
    cases: [77],
    file: "server/domain/webhooks/webhook.ts",
    find: 'refuseForbidden(url, privateAddress ? "private" : "public");',
    replace: "",
    test: webhook("is refused without permission"),
  },
  {
    name: "webhook-connection",
    cases: [77, 80],
    file: "server/runner/webhook-sender.ts",
    find: "safeFetch({ allow: target.addresses,",
    replace: 'safeFetch({ allow: "any",',
    test: webhook("a name that leads into a private network"),
  },
];
