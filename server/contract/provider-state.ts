import type { StandardModels } from "./models.ts";
import type { ProviderKind } from "./provider-kinds.ts";
import type { SystemFinding } from "./views.ts";

/** What came of trying one. */
export interface ProviderTest extends SystemFinding {
  /** What was done, in a sentence; null: nothing could be. */
  readonly tried: string | null;
  /** How long it took, in milliseconds. */
  readonly durationMs: number | null;
}

export interface ProviderState {
  /** Who would run a brief of one's own now; null: nobody, and `fix` says what to do. */
  readonly active: ProviderKind | null;
  readonly fix: string | null;
  readonly apiKey: { readonly source: "settings" | "environment"; readonly lastFour: string } | null;
  readonly baseUrl: string | null;
  /** The one that was typed into the settings; null where requests go by the environment's, or to Anthropic. */
  readonly typedBaseUrl: string | null;
  /** An admin has permitted that a typed base URL leads into a private network. */
  readonly privateAddress: boolean;
  /** The subscription in force, if one is: whose projects it works for, and who could be named. */
  readonly subscription: {
    readonly owner: { readonly id: string; readonly name: string } | null;
    readonly users: readonly { readonly id: string; readonly name: string }[];
  } | null;
  readonly models: StandardModels;
}

/** What came of entering a key: nothing has changed but where it was stored. */
export type KeyReplacement =
  | {
      readonly outcome: "stored";
      readonly lastFour: string;
      /** The one that was in force before; null: there was none. */
      readonly replaced: { readonly lastFour: string } | null;
      readonly tested: boolean;
      readonly at: Date;
    }
  /** `refused`: the address says that it is not valid. `untested`: the address said nothing about it. */
  | { readonly outcome: "refused" | "untested"; readonly finding: SystemFinding };
