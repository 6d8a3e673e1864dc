"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AskAnswer } from "../../server/contract/asks.ts";
import type { AskView } from "../../server/contract/views.ts";
import { isInvalid, isRefusedForGood, messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { toast } from "../ui/toast-store.ts";

export interface AnswerAsk {
  readonly send: (answer: AskAnswer) => void;
  readonly sending: boolean;
  /** Why the answer did not arrive; it may be given again. */
  readonly refused: string | null;
}

/** Nothing that is entered could be taken any more. */
const isOver = (error: unknown): boolean => isRefusedForGood(error) && !isInvalid(error);

/** Answers an ask as it was shown: with the hash of its content, so that an answer to anything else is refused. */
export const useAnswerAsk = (projectId: string, ask: AskView): AnswerAsk => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending, isSuccess, error } = useMutation(
    trpc.asks.answer.mutationOptions({
      onError: (failure) => {
        // "Already answered by …": the request itself is gone from the page in a moment, so it cannot say it.
        if (isOver(failure)) toast.failed("Your answer was not taken", { detail: messageOf(failure) });
      },
      // Also after a refusal: somebody else was faster, and what they decided is to be seen.
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
    }),
  );
  return {
    send: (answer) => mutate({ askId: ask.id, contentHash: ask.contentHash, answer }),
    // Stays so until the page knows of the answer, or a second click would be sent after the first.
    sending: isPending || isSuccess,
    refused: error === null || isOver(error) ? null : messageOf(error),
  };
};
