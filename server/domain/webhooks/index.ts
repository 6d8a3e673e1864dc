export {
  claimDueDelivery,
  forgetOldDeliveries,
  queueDelivery,
  recordDelivery,
  type DeliveryOutcome,
  type DueDelivery,
} from "./deliveries.ts";
export { signedHeaders } from "./sign.ts";
export {
  readWebhook,
  removeWebhook,
  replaceSigningSecret,
  saveWebhook,
  testWebhook,
  webhookTarget,
  type WebhookTarget,
} from "./webhook.ts";
