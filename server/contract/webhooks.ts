import { z } from "zod";

/** What is told to the webhook. A further kind of message joins here. */
export const WebhookType = z.enum(["webhook.test", "alert.opened", "alert.resolved", "ask.opened"]);
export type WebhookType = z.infer<typeof WebhookType>;

export const WebhookUrl = z
  .url({ protocol: /^https?$/, error: "A URL that begins with https://" })
  .max(2_000, "This URL is too long.")
  .refine(
    (value) => URL.parse(value)?.username === "" && URL.parse(value)?.password === "",
    "Leave the user and password out of the URL.",
  );

export const SaveWebhookInput = z
  .strictObject({
    url: WebhookUrl,
    /** An admin's permission that it leads to this machine or a private network. */
    privateAddress: z.boolean().default(false),
  })
  .refine(({ url, privateAddress }) => privateAddress || url.startsWith("https://"), {
    message: "Begin with https://, so that nobody on the way can read the messages.",
    path: ["url"],
  });

export const DeliveryStatus = z.enum(["PENDING", "DELIVERED", "FAILED"]);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

export interface DeliveryView {
  readonly id: string;
  readonly type: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly httpStatus: number | null;
  /** Why the last attempt did not succeed. */
  readonly error: string | null;
  readonly createdAt: Date;
  readonly nextAttemptAt: Date | null;
}

export interface WebhookView {
  /** Null: there is none. */
  readonly url: string | null;
  readonly privateAddress: boolean;
  readonly secretLastFour: string | null;
  /** The newest first. */
  readonly deliveries: readonly DeliveryView[];
}
