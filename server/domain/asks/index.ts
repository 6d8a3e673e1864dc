export { askAllocation } from "./ask-allocation.ts";
export { askBudgetRaise } from "./ask-budget-raise.ts";
export { askPlanApproval, askQuestion, openAsk, withdrawAsks } from "./open-ask.ts";
export { askProject, permissionAnswer } from "./read-asks.ts";
