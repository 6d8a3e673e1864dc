import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { isUnconfirmed } from "#client/request-error";
import type { AppRouter } from "../../server/trpc/root.ts";
import { confirmStore } from "./confirm-store.ts";

/**
 * What the server refuses until the password was entered again is sent once more when it was: the page that asked for it
 * notices nothing. Where nobody enters it, the refusal is the answer.
 */
export const confirmLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let current = next(op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error: (error) => {
          if (!isUnconfirmed(error)) return observer.error(error);
          void confirmStore.ask().then((confirmed) => {
            if (confirmed) current = next(op).subscribe(observer);
            else observer.error(error);
          });
        },
      });
      return () => current.unsubscribe();
    });
