import type { InboxItem } from "#server/contract/inbox";
import { roleLabels } from "#server/contract/roles";
import { askTitle } from "#client/asks/ask-words";

/** What is asked, in one sentence that begins with a capital letter. May hold an agent's words. */
export const itemSentence = ({ waiting }: InboxItem): string => {
  if (waiting.type === "ask") {
    const words = askTitle(waiting.content);
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  }
  const { hold } = waiting;
  switch (hold.reason) {
    case "provider":
    case "attention":
      return hold.message;
    default:
      return hold satisfies never;
  }
};

const kinds = {
  plan_approval: "Plan",
  permission: "Permission",
  question: "Question",
  allocation: "Requests",
  tool_request: "Tool",
  budget_raise: "Budget",
  tool_acceptance: "Tool",
  provider: "Provider",
  attention: "Trouble",
} as const;

/** What kind of thing it is, in one word. */
export const itemKind = ({ waiting }: InboxItem): string =>
  kinds[waiting.type === "ask" ? waiting.content.kind : waiting.hold.reason];

/** Who asks. */
export const itemAsker = ({ from }: InboxItem): string => (from === null ? "Spiral" : roleLabels[from].name);

/** What stands still meanwhile, and the title of the phase that does. */
export const itemBlocks = ({
  project: { phase },
  blocks,
  waiting,
}: InboxItem): { readonly words: string; readonly phase: string | null } => {
  if (!blocks) return { words: "Nothing waits for it", phase: null };
  if (waiting.type === "ask" && waiting.content.kind === "tool_acceptance")
    return { words: "The agent that asked for it waits", phase: null };
  if (phase === null) return { words: "The project waits", phase: null };
  return { words: `Phase ${phase.number} of ${phase.count} waits`, phase: phase.title };
};

/** The same thing asked more than once: those with the same name are answered together. Null: it stands alone. */
export const sameness = ({ waiting, canAnswer }: InboxItem): string | null =>
  waiting.type === "ask" && waiting.content.kind === "permission" && canAnswer
    ? JSON.stringify([waiting.content.toolName, waiting.content.input])
    : null;
