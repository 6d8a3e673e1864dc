import type { PermissionMode } from "#server/contract/statuses";

/** The permission modes in plain words, the most careful one first. */
export const permissionChoices = {
  ask: {
    label: "Ask me",
    description: "Every command and every change of a file waits for your answer. Slow, and nothing happens unseen.",
  },
  acceptEdits: {
    label: "Accept edits",
    description: "Files of the project are changed without asking; commands wait for your answer.",
  },
  autonomous: {
    label: "Autonomous",
    description:
      "Commands and changes run without asking, in the project's own folder. You watch, and can pause or cancel at any time.",
  },
} as const satisfies Record<PermissionMode, { label: string; description: string }>;

/** The same, as a RadioGroup takes them. */
export const permissionOptions = (
  ["ask", "acceptEdits", "autonomous"] as const satisfies readonly PermissionMode[]
).map((value) => ({
  value,
  ...permissionChoices[value],
}));
