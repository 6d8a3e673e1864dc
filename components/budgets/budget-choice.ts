import { readDollars } from "#server/contract/budgets";

/** What a form's budget field says, for the request. Null was never touched: the installation's default. */
export const budgetOf = (text: string | null): { readonly budgetMicros?: number | null } => {
  if (text === null) return {};
  if (text.trim() === "") return { budgetMicros: null };
  const read = readDollars(text);
  return "micros" in read ? { budgetMicros: read.micros } : {};
};

/** What is wrong with it, by the field's name. */
export const checkBudget = (text: string | null): Readonly<Record<string, string>> => {
  if (text === null || text.trim() === "") return {};
  const read = readDollars(text);
  return "problem" in read ? { budgetMicros: read.problem } : {};
};
