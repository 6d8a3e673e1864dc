import { z } from "zod";

/** Who thinks for a project. A further provider joins here; docs/adding-a-provider.md has the steps. */
export const providerKinds = ["anthropic_api", "claude_subscription", "ollama", "scripted"] as const;
export const ProviderKind = z.enum(providerKinds);
export type ProviderKind = z.infer<typeof ProviderKind>;

export const providerLabels = {
  anthropic_api: { name: "Claude", detail: "Anthropic API" },
  claude_subscription: { name: "Claude", detail: "signed-in Claude Code" },
  ollama: { name: "Ollama", detail: "a model on your own machines" },
  scripted: { name: "Scripted model", detail: "a recording, not a language model" },
} as const satisfies Record<ProviderKind, { name: string; detail: string }>;

/** The ways to a model that can be tried from the settings. */
export const TestedProvider = z.enum(["anthropic_api", "claude_subscription", "ollama"] satisfies ProviderKind[]);
export type TestedProvider = z.infer<typeof TestedProvider>;
