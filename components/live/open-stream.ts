import type { StreamMessage } from "../../server/contract/events.ts";
import { isTooMany } from "../request-error.ts";
import type { LossReason, OpenStream } from "./stream-connection.ts";

/** The part of tRPC's subscription that is used. */
export type Subscribe = (
  input: { readonly projectIds: readonly string[] },
  handlers: {
    readonly onData: (messages: readonly StreamMessage[]) => void;
    readonly onError: (error: unknown) => void;
    readonly onStopped: () => void;
    readonly onConnectionStateChange: (change: { readonly state: string; readonly error: unknown }) => void;
  },
) => { readonly unsubscribe: () => void };

/**
 * Opens the server's stream. It is up when the first messages have come: a refusal, too, comes over a connection that
 * was made. A first sign of trouble ends it: coming back is up to the connection, whose pauses are better than the
 * browser's fixed ones. `isSignedIn` is asked where the server said nothing, because a browser does not tell why a
 * stream broke off.
 */
export const openStreamWith =
  (subscribe: Subscribe, isSignedIn: () => Promise<boolean>): OpenStream =>
  (projectIds, { onOpen, onMessages, onLost }) => {
    let up = false;
    let lost = false;
    let ended = false;
    let subscription: ReturnType<Subscribe> | null = null;
    const lose = (error: unknown) => {
      if (lost || ended) return;
      lost = true;
      subscription?.unsubscribe();
      const tell = (why: LossReason) => {
        if (!ended) onLost(why);
      };
      if (isTooMany(error)) return tell("crowded");
      isSignedIn().then(
        (signedIn) => tell(signedIn ? "lost" : "signed_out"),
        () => tell("lost"),
      );
    };
    subscription = subscribe(
      { projectIds },
      {
        onData: (messages) => {
          if (lost || ended) return;
          if (!up) onOpen();
          up = true;
          onMessages(messages);
        },
        onError: lose,
        onStopped: () => lose(null),
        onConnectionStateChange: ({ state, error }) => {
          if (state === "connecting" && error !== null) lose(error);
        },
      },
    );
    // It may have failed before there was anything to unsubscribe from.
    if (lost) subscription.unsubscribe();
    return () => {
      ended = true;
      subscription.unsubscribe();
    };
  };
