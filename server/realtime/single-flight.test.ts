import { describe, expect, it } from "vitest";
import { singleFlight } from "./single-flight.ts";

const controlled = () => {
  const reads: PromiseWithResolvers<void>[] = [];
  const flight = singleFlight(() => {
    const read = Promise.withResolvers<void>();
    reads.push(read);
    return read.promise;
  });
  return { flight, reads };
};
const settled = async (promise: Promise<void>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);

describe("singleFlight", () => {
  it("reads once for all who wait, and not again until marked", async () => {
    const { flight, reads } = controlled();
    const all = Promise.all([flight.ready(), flight.ready(), flight.ready()]);
    expect(reads).toHaveLength(1);
    reads[0]?.resolve();
    await all;
    await flight.ready();
    expect(reads).toHaveLength(1);
  });

  it("takes no read for an answer that began before the mark", async () => {
    const { flight, reads } = controlled();
    const early = flight.ready();
    flight.mark();
    const late = flight.ready();
    reads[0]?.resolve();
    await early;
    expect(await settled(late)).toBe(false);
    expect(reads).toHaveLength(2);
    reads[1]?.resolve();
    await late;
  });

  it("fails for all who wait, and tries again for the next", async () => {
    const { flight, reads } = controlled();
    const both = Promise.allSettled([flight.ready(), flight.ready()]);
    reads[0]?.reject(new Error("gone"));
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const again = flight.ready();
    reads[1]?.resolve();
    await again;
  });
});
