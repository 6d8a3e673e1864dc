import {
  claimDueDelivery,
  forgetOldDeliveries,
  recordDelivery,
  signedHeaders,
  webhookTarget,
  type DeliveryOutcome,
  type DueDelivery,
  type WebhookTarget,
} from "../domain/webhooks/index.ts";
import type { Clock } from "../platform/clock.ts";
import { AddressRefusedError } from "../platform/checked-lookup.ts";
import { safeFetch } from "../platform/safe-fetch.ts";
import type { RunnerContext } from "./runner-context.ts";

/** From the connection to the answer's end; receivers answer first and work afterwards. */
const timeoutMs = 10_000;
/** In bytes. The answer is thrown away. */
const largestAnswer = 64 * 1024;

/** How many messages at most before the runner looks at other things. */
const atOnce = 10;

/** Sends what is due to the webhook, one message after the other, and writes down what came of each. */
export const sendDueDeliveries = async ({ domain, log }: Pick<RunnerContext, "domain" | "log">): Promise<void> => {
  for (let sent = 0; sent < atOnce; sent += 1) {
    const delivery = await claimDueDelivery(domain);
    if (delivery === null) break;
    const target = await webhookTarget(domain);
    const result: DeliveryOutcome =
      target === null
        ? { outcome: "failed", httpStatus: null, error: "There is no webhook any more." }
        : await send(target, delivery, domain.clock);
    if (result.outcome === "failed") log.warn({ deliveryId: delivery.id, reason: result.error }, "A webhook failed");
    await recordDelivery(domain, { delivery, result });
  }
  await forgetOldDeliveries(domain);
};

const send = async (target: WebhookTarget, delivery: DueDelivery, clock: Clock): Promise<DeliveryOutcome> => {
  const { id, body } = delivery;
  const headers = signedHeaders({ id, body, secret: target.secret, at: clock.now() });
  const fetchSafely = safeFetch({ allow: target.addresses, timeoutMs, maxBytes: largestAnswer });
  try {
    const { status, body: answer } = await fetchSafely(target.url, { method: "POST", headers, body });
    await answer?.cancel();
    return status >= 200 && status < 300
      ? { outcome: "delivered", httpStatus: status }
      : { outcome: "failed", httpStatus: status, error: `The receiver answered with ${status}.` };
  } catch (error) {
    return { outcome: "failed", httpStatus: null, error: wordsFor(error) };
  }
};

/** Our own words only: an error of the network may quote the address, and an address may carry a password. */
const wordsFor = (error: unknown): string => {
  if (error instanceof AddressRefusedError) return "The address leads into a private network, which is not permitted.";
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return `The receiver did not answer within ${timeoutMs / 1_000} s.`;
  }
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : null;
  return code !== null && /^[A-Z_0-9]{2,40}$/.test(code)
    ? `The receiver cannot be reached (${code}).`
    : "The receiver cannot be reached, or answered with a redirect.";
};
