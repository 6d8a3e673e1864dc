import { describe, expect, it } from "vitest";
import {
  beginStream,
  grantFor,
  messageStart,
  messageStop,
  send,
  startGateway,
  startUpstream,
} from "./gateway.fixture.ts";

const wholeStream = messageStart + messageStop;

/** An upstream on this machine, reached by a name whose lookup the test owns. */
const setUp = async (answers: readonly string[]) => {
  const upstream = await startUpstream((response) => beginStream(response).end(wholeStream));
  let asked = 0;
  const gateway = await startGateway({
    lookup: (_host, options, callback) => {
      const address = answers[Math.min(asked, answers.length - 1)] ?? "";
      asked += 1;
      if (options.all === true) callback(null, [{ address, family: 4 }]);
      else callback(null, address, 4);
    },
  });
  const call = async (addresses: "public" | "private" | "any", host: string) => {
    const baseUrl = upstream.url.replace("127.0.0.1", host);
    const grant = grantFor({ kind: "api_key", addresses, baseUrl, credential: "key-of-the-owner" });
    const answer = await send(await gateway.open(grant, "socket"));
    await answer.text();
    const { status } = answer;
    return { status, error: (await grant.reports(1))[0]?.error?.class ?? null };
  };
  return { upstream, call };
};

describe("an upstream's address", () => {
  it.each(["service.test", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost"])(
    "typed as %s never leads into this machine",
    async (host) => {
      const { upstream, call } = await setUp(["127.0.0.1"]);
      expect(await call("public", host)).toEqual({ status: 502, error: "network" });
      expect(upstream.seen).toEqual([]);
    },
  );

  it.each(["private", "any"] as const)("leads there where that is permitted (%s)", async (addresses) => {
    const { upstream, call } = await setUp(["127.0.0.1"]);
    expect(await call(addresses, "service.test")).toEqual({ status: 200, error: null });
    expect(upstream.seen).toHaveLength(1);
  });

  it("is what was checked: a lookup that changes its mind meets nobody", async () => {
    const { upstream, call } = await setUp(["93.184.215.14", "127.0.0.1"]);
    await call("public", "service.test").catch(() => undefined);
    expect(upstream.seen).toEqual([]);
  });
});
