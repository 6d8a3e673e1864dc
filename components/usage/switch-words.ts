import type { SwitchView } from "../../server/contract/usage-views.ts";
import { formatDuration } from "../ui/format.ts";

/** How long the switch took, or why that is not known. */
export const switchTimeWords = ({ ms, reason }: Pick<SwitchView, "ms" | "reason">): string => {
  if (ms !== null) return `Switch time ${formatDuration(ms)}.`;
  return reason === "wish"
    ? "No switch time: a person asked for it."
    : "No switch time: the reason was known before, or the project waited.";
};

/** Whether whoever took over has answered. */
export const switchAnswerWords = ({ answered }: Pick<SwitchView, "answered">): string =>
  answered === null ? "No answer yet." : answered ? "It answered." : "It never answered.";
