import type { StreamMessage } from "../../server/contract/events.ts";
import type { OpenStream } from "./stream-connection.ts";

/** The part of tRPC's subscription that is used. */
export type Subscribe = (
  input: { readonly projectIds: readonly string[] },
  handlers: {
    readonly onData: (messages: readonly StreamMessage[]) => void;
    readonly onError: () => void;
    readonly onStopped: () => void;
    readonly onConnectionStateChange: (change: { readonly state: string; readonly error: unknown }) => void;
  },
) => { readonly unsubscribe: () => void };

/**
 * Opens the server's stream. A first sign of trouble ends it: coming back is up to the connection, whose pauses are
 * better than the browser's fixed ones. `isSignedIn` is asked then, because a browser does not tell why a stream
 * was refused.
 */
export const openStreamWith =
  (subscribe: Subscribe, isSignedIn: () => Promise<boolean>): OpenStream =>
  (projectIds, { onOpen, onMessages, onLost }) => {
    let lost = false;
    let ended = false;
    let subscription: ReturnType<Subscribe> | null = null;
    const lose = () => {
      if (lost || ended) return;
      lost = true;
      subscription?.unsubscribe();
      const tell = (why: "signed_out" | "lost") => {
        if (!ended) onLost(why);
      };
      isSignedIn().then(
        (signedIn) => tell(signedIn ? "lost" : "signed_out"),
        () => tell("lost"),
      );
    };
    subscription = subscribe(
      { projectIds },
      {
        onData: (messages) => {
          if (!lost && !ended) onMessages(messages);
        },
        onError: lose,
        onStopped: lose,
        onConnectionStateChange: ({ state, error }) => {
          if (lost || ended) return;
          if (state === "pending") onOpen();
          else if (state === "connecting" && error !== null) lose();
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
