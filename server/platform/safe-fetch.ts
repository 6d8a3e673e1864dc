import { Agent, buildConnector } from "undici";
import { AddressRefusedError, assertHostAllowed, checkedLookup, type AddressCheck } from "./checked-lookup.ts";

export interface SafeFetchOptions extends AddressCheck {
  /** From the call until the body's last byte; null where the caller's own signal decides. */
  readonly timeoutMs: number | null;
  /** Of the body, decoded. */
  readonly maxBytes: number;
}

const connectTimeoutMs = 10_000;

/**
 * A fetch for addresses that people set. It connects only to addresses of an allowed kind, whatever name or number led
 * there; the address that was checked is the one that is connected to. It follows no redirect, takes no password in
 * the URL, and ends what takes too long or grows too large.
 *
 * With `any` it connects as every fetch of this process does (through a proxy of the environment, where Node is told to
 * use one); with a check it connects directly.
 * @throws AddressRefusedError, TypeError (as fetch does), DOMException TimeoutError
 */
export const safeFetch = (options: SafeFetchOptions): typeof globalThis.fetch => {
  const { allow, timeoutMs, maxBytes } = options;
  const dispatcher = allow === "any" ? null : agentFor(options);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.protocol !== "http:" && url.protocol !== "https:") throw new TypeError("Only http and https are fetched.");
    if (url.username !== "" || url.password !== "") throw new TypeError("Leave the user and password out of the URL.");
    assertHostAllowed(url.hostname, allow);
    const request = new Request(input, { ...init, redirect: "error" });
    const limits = timeoutMs === null ? [] : [AbortSignal.timeout(timeoutMs)];
    const signal = AbortSignal.any([request.signal, ...limits]);
    const answer = await fetch(request, { signal, ...(dispatcher === null ? {} : { dispatcher }) }).catch(unwrap);
    return limited(answer, maxBytes);
  };
};

/** fetch says "fetch failed"; what failed is its cause. */
const unwrap = (error: unknown): never => {
  if (error instanceof TypeError && error.cause instanceof AddressRefusedError) throw error.cause;
  throw error;
};

const createAgent = ({ allow, lookup }: AddressCheck): Agent => {
  const connect = buildConnector({ lookup: checkedLookup({ allow, lookup }), timeout: connectTimeoutMs });
  return new Agent({
    connect: (options, callback) => {
      try {
        assertHostAllowed(options.hostname, allow);
      } catch (error) {
        callback(error instanceof Error ? error : new TypeError(String(error)), null);
        return;
      }
      connect(options, callback);
    },
  });
};

/**
 * Connections are kept and used again, but never across allowances: one that was made while private addresses were
 * permitted is of no use after that was withdrawn.
 */
const agents = new Map<AddressCheck["allow"], Agent>();
const agentFor = ({ allow, lookup }: AddressCheck): Agent => {
  if (lookup !== undefined) return createAgent({ allow, lookup });
  const agent = agents.get(allow) ?? createAgent({ allow });
  agents.set(allow, agent);
  return agent;
};

/** The same answer, whose body fails when it grows beyond the limit. */
const limited = (answer: Response, maxBytes: number): Response => {
  if (answer.body === null) return answer;
  let bytes = 0;
  const counted = answer.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) controller.error(new TypeError(`The answer is larger than ${maxBytes} bytes.`));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = answer;
  return new Response(counted, { status, statusText, headers });
};
