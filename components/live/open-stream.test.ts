import { describe, expect, it, vi } from "vitest";
import { openStreamWith, type Subscribe } from "./open-stream.ts";
import type { StreamHandlers } from "./stream-connection.ts";

type Handlers = Parameters<Subscribe>[1];

const open = (isSignedIn: () => Promise<boolean> = () => Promise.resolve(true)) => {
  let server: Handlers | null = null;
  const unsubscribe = vi.fn<() => void>();
  const handlers = {
    onOpen: vi.fn<StreamHandlers["onOpen"]>(),
    onMessages: vi.fn<StreamHandlers["onMessages"]>(),
    onLost: vi.fn<StreamHandlers["onLost"]>(),
  };
  const close = openStreamWith((_input, given) => {
    server = given;
    return { unsubscribe };
  }, isSignedIn)(["prj_1"], handlers);
  if (server === null) throw new Error("The stream was not subscribed to");
  return { server: server as Handlers, unsubscribe, handlers, close };
};

/** A busy machine may be late. */
const waiting = { timeout: 10_000 };

describe("the stream", () => {
  it("is up with the first messages, and passes on what comes", () => {
    const { server, handlers } = open();
    server.onConnectionStateChange({ state: "connecting", error: null });
    server.onConnectionStateChange({ state: "pending", error: null });
    expect(handlers.onOpen).not.toHaveBeenCalled();
    server.onData([{ type: "heads", heads: [] }]);
    server.onData([{ type: "changed", projectId: "prj_1" }]);
    expect(handlers.onOpen).toHaveBeenCalledTimes(1);
    expect(handlers.onMessages).toHaveBeenCalledTimes(2);
  });

  it("was never up where the server has no place for it, which it says", () => {
    const { server, handlers, unsubscribe } = open();
    server.onConnectionStateChange({ state: "pending", error: null });
    server.onError(Object.assign(new Error("20 live pages"), { data: { code: "TOO_MANY_REQUESTS", fields: {} } }));
    expect(handlers.onLost).toHaveBeenCalledExactlyOnceWith("crowded");
    expect(handlers.onOpen).not.toHaveBeenCalled();
    expect(unsubscribe).toHaveBeenCalledTimes(1);
  });

  it("is lost once, whatever the trouble", async () => {
    const { server, handlers, unsubscribe } = open();
    server.onConnectionStateChange({ state: "connecting", error: new Error("gone") });
    server.onError(new Error("gone"));
    server.onStopped();
    server.onData([]);
    await vi.waitFor(() => expect(handlers.onLost).toHaveBeenCalledExactlyOnceWith("lost"), waiting);
    expect(unsubscribe).toHaveBeenCalledTimes(1);
    expect(handlers.onMessages).not.toHaveBeenCalled();
  });

  it("tells a session that is over from a server that is away", async () => {
    const refused = open(() => Promise.resolve(false));
    refused.server.onError(new Error("refused"));
    await vi.waitFor(() => expect(refused.handlers.onLost).toHaveBeenCalledWith("signed_out"), waiting);
    const away = open(() => Promise.reject(new Error("no answer")));
    away.server.onError(new Error("gone"));
    await vi.waitFor(() => expect(away.handlers.onLost).toHaveBeenCalledWith("lost"), waiting);
  });

  it("says nothing more once it was closed", async () => {
    const { server, handlers, close } = open();
    server.onError(new Error("gone"));
    close();
    server.onData([]);
    await Promise.resolve();
    expect(handlers.onLost).not.toHaveBeenCalled();
  });
});
