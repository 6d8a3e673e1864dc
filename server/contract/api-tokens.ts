import { z } from "zod";

/** Personal tokens for programs (R62): they act as their owner, over HTTP, with `Authorization: Bearer …`. */

/** How every token begins, so that one which turns up somewhere can be recognised. */
export const apiTokenPrefix = "spiral_pat_";

/** READ: queries and downloads alone. FULL: whatever its owner may do, but nothing of accounts, people and keys. */
export const ApiTokenAccess = z.enum(["READ", "FULL"]);
export type ApiTokenAccess = z.infer<typeof ApiTokenAccess>;

export const apiTokenAccess = {
  READ: { label: "Read only", allows: "Sees what you see, and changes nothing." },
  FULL: { label: "Full", allows: "Also changes what you may change, except accounts, people and keys." },
} as const satisfies Record<ApiTokenAccess, { label: string; allows: string }>;

export const CreateApiTokenInput = z.strictObject({
  /** What it is for. */
  name: z
    .string()
    .trim()
    .min(1, "Say what it is for, so that you know it again.")
    .max(100, "At most 100 characters.")
    .regex(/^\P{Cc}*$/u, "One line of text only."),
  access: ApiTokenAccess,
  /** For so many days; null: until it is revoked. */
  days: z.int("Enter a whole number of days.").min(1, "At least one day.").max(366, "At most 366 days.").nullable(),
});

export const RevokeApiTokenInput = z.strictObject({ tokenId: z.string().max(64) });

export interface ApiTokenView {
  readonly id: string;
  readonly name: string;
  readonly access: ApiTokenAccess;
  readonly lastFour: string;
  readonly createdAt: Date;
  /** Null: it does not end by itself. */
  readonly expiresAt: Date | null;
  /** To within five minutes; null: never. */
  readonly lastUsedAt: Date | null;
}

/** A token that was just made: the only time that it is shown. */
export interface NewApiToken {
  readonly token: string;
  readonly view: ApiTokenView;
}
