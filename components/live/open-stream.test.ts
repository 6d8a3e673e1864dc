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

describe("the stream", () => {
  it("says when it is up, and passes on what comes", () => {
    const { server, handlers } = open();
    server.onConnectionStateChange({ state: "connecting", error: null });
    expect(handlers.onOpen).not.toHaveBeenCalled();
    server.onConnectionStateChange({ state: "pending", error: null });
    server.onData([{ type: "changed", projectId: "prj_1" }]);
    expect(handlers.onOpen).toHaveBeenCalledTimes(1);
    expect(handlers.onMessages).toHaveBeenCalledTimes(1);
  });

  it("is lost once, whatever the trouble", async () => {
    const { server, handlers, unsubscribe } = open();
    server.onConnectionStateChange({ state: "connecting", error: new Error("gone") });
    server.onError();
    server.onStopped();
    server.onData([]);
    await vi.waitFor(() => expect(handlers.onLost).toHaveBeenCalledExactlyOnceWith("lost"));
    expect(unsubscribe).toHaveBeenCalledTimes(1);
    expect(handlers.onMessages).not.toHaveBeenCalled();
  });

  it("tells a session that is over from a server that is away", async () => {
    const refused = open(() => Promise.resolve(false));
    refused.server.onError();
    await vi.waitFor(() => expect(refused.handlers.onLost).toHaveBeenCalledWith("signed_out"));
    const away = open(() => Promise.reject(new Error("no answer")));
    away.server.onError();
    await vi.waitFor(() => expect(away.handlers.onLost).toHaveBeenCalledWith("lost"));
  });

  it("says nothing more once it was closed", async () => {
    const { server, handlers, close } = open();
    server.onError();
    close();
    server.onData([]);
    await Promise.resolve();
    expect(handlers.onLost).not.toHaveBeenCalled();
  });
});
