"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AskAnswer } from "../../server/contract/asks.ts";
import type { AskView } from "../../server/contract/views.ts";
import { heldAnswers } from "../inbox/held-answers.ts";
import { isInvalid, isRefusedForGood, messageOf } from "../request-error.ts";
import { useTRPC, useTRPCClient } from "../trpc.tsx";
import { toast } from "../ui/toast-store.ts";
import { useAnswerManner, type AlsoAnswered } from "./answer-manner.tsx";
import { answerWords } from "./ask-words.ts";
import { decidedWords, useReadDecided } from "./use-decided.ts";

export interface AnswerAsk {
  readonly send: (answer: AskAnswer) => void;
  readonly sending: boolean;
  /** Why the answer did not arrive; it may be given again. */
  readonly refused: string | null;
  /** What was refused is being changed: the refusal is not of what stands there now. */
  readonly forgetRefusal: () => void;
}

/** Nothing that is entered could be taken any more. */
const isOver = (error: unknown): boolean => isRefusedForGood(error) && !isInvalid(error);

/** Tells that an answer came too late: who has decided what, and when. */
const useTellRefused = () => {
  const readDecided = useReadDecided();
  return async (of: { projectId: string; askId: string }, error: unknown): Promise<void> => {
    const ask = await readDecided(of);
    const detail = (ask === null ? null : decidedWords(ask)) ?? messageOf(error);
    toast.failed("Your answer was not taken", { detail });
  };
};

/**
 * Answers an ask as it was shown: with the hash of its content, so that an answer to anything else is refused. Where
 * answers can be taken back (answer-manner.tsx) it is sent in a moment, and to identical asks too.
 */
export const useAnswerAsk = (projectId: string, ask: AskView): AnswerAsk => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const manner = useAnswerManner();
  const sendLater = useSendLater();
  const tellRefused = useTellRefused();
  const { mutate, reset, isPending, isSuccess, error } = useMutation(
    trpc.asks.answer.mutationOptions({
      onError: (failure) => {
        // "Already answered by …": the request itself is gone from the page in a moment, so it cannot say it.
        if (isOver(failure)) void tellRefused({ projectId, askId: ask.id }, failure);
      },
      // Also after a refusal: somebody else was faster, and what they decided is to be seen.
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
    }),
  );
  return {
    send: (answer) => {
      if (manner === null || isEnding(answer)) mutate({ askId: ask.id, contentHash: ask.contentHash, answer });
      else sendLater([{ projectId, askId: ask.id, contentHash: ask.contentHash }, ...manner.identical], answer);
    },
    // Stays so until the page knows of the answer, or a second click would be sent after the first.
    sending: isPending || isSuccess,
    refused: error === null || isOver(error) ? null : messageOf(error),
    forgetRefusal: () => {
      if (error !== null) reset();
    },
  };
};

/** It has been confirmed in a dialog already. */
const isEnding = (answer: AskAnswer): boolean =>
  (answer.kind === "question" || answer.kind === "allocation") && answer.decision === "stop";

const takeBack = (askIds: readonly string[]): void => {
  const late = askIds.filter((askId) => !heldAnswers.takeBack(askId));
  if (late.length > 0) toast.failed("Too late to take it back", { detail: "The answer had been sent already." });
};

/** Sends in five seconds, or at once when the page is left; until then it can be taken back. */
const useSendLater = () => {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const tellRefused = useTellRefused();
  return (asks: readonly AlsoAnswered[], answer: AskAnswer): void => {
    for (const { projectId, askId, contentHash } of asks) {
      const send = async (): Promise<void> => {
        try {
          await client.asks.answer.mutate({ askId, contentHash, answer }, { context: { leaving: true } });
        } catch (error) {
          await tellRefused({ projectId, askId }, error);
        }
        await Promise.all([
          queryClient.invalidateQueries(trpc.inbox.pathFilter()),
          queryClient.invalidateQueries(trpc.projects.get.pathFilter()),
        ]);
        heldAnswers.settle(askId);
      };
      heldAnswers.hold(askId, () => void send());
    }
    const { verb } = answerWords(answer);
    toast.note(asks.length === 1 ? verb : `${verb}, ${asks.length} times`, {
      detail: "Sent in five seconds.",
      action: { label: "Undo", run: () => takeBack(asks.map(({ askId }) => askId)) },
    });
  };
};
