export { admitCall, type CallAdmission } from "./admit-call.ts";
export { budgetPeriods } from "./calendar.ts";
export { hasRoom, isSameBudget, readBudgets } from "./read-budgets.ts";
export { setBudget } from "./set-budget.ts";
