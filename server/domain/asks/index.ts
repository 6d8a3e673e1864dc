export { askAllocation } from "./ask-allocation.ts";
export { askBudgetRaise } from "./ask-budget-raise.ts";
export { askPlanApproval, askQuestion, openAsk, withdrawAsks } from "./open-ask.ts";
export {
  findPermissionAsk,
  markDelivered,
  openPermissionAsk,
  type AskedToolUse,
  type PermissionAsk,
} from "./permission-asks.ts";
export { askProject } from "./read-asks.ts";
