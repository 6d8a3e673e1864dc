import { markOf, wallClock } from "./page-stream.ts";

export interface SteadyLoad {
  readonly senders: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Not waited for by the next one: a slow receiver does not slow the load down. */
  readonly send: (sender: number, text: string) => Promise<void>;
}

/** About as long as a sentence of an agent. */
const textLength = 200;
let lastId = 0;

/**
 * Each sender sends at its own even beat, all of them spread over it. Resolves when everything is sent and taken.
 * @returns by event id: who sent it, and when (`wallClock`)
 */
export const sendSteadily = async (load: SteadyLoad): Promise<ReadonlyMap<number, { sender: number; at: number }>> => {
  const { senders, perSecond, seconds, send } = load;
  const everyMs = 1_000 / perSecond;
  const sent = new Map<number, { sender: number; at: number }>();
  const taken: Promise<void>[] = [];
  const beat = (sender: number): void => {
    const id = (lastId += 1);
    const text = markOf(id).padEnd(textLength, "x");
    sent.set(id, { sender, at: wallClock() });
    taken.push(send(sender, text));
  };
  const one = (sender: number): Promise<void> =>
    new Promise((resolve) => {
      let left = perSecond * seconds;
      const began = performance.now() + (sender * everyMs) / senders;
      // By the clock and not by counting pauses, so that a late beat does not delay all after it.
      const next = (): void => {
        if (left === 0) return resolve();
        left -= 1;
        beat(sender);
        setTimeout(next, Math.max(0, began + (perSecond * seconds - left) * everyMs - performance.now()));
      };
      setTimeout(next, Math.max(0, began - performance.now()));
    });
  await Promise.all(Array.from({ length: senders }, (_, sender) => one(sender)));
  await Promise.all(taken);
  return sent;
};
