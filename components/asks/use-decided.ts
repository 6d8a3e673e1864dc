"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { AskView } from "../../server/contract/views.ts";
import { useTRPC } from "../trpc.tsx";
import { formatExact } from "../ui/format.ts";
import { visibleText } from "../ui/visible-text.ts";
import { answerWords } from "./ask-words.ts";

/** Who has decided what, and when; null: nobody has. */
export const decidedWords = ({ answer, answeredBy, answeredAt }: AskView): string | null => {
  if (answer === null) return null;
  const { verb, words } = answerWords(answer);
  const who = answeredBy === null ? "Nobody answered in time" : `Already answered by ${answeredBy}`;
  const when = answeredAt === null ? "" : ` (${formatExact(answeredAt)})`;
  return visibleText(`${who}${when}: ${verb}.${words === "" ? "" : ` “${words}”`}`);
};

/** Looks what has become of a request. Null: that cannot be known, or it was taken back. */
export const useReadDecided = () => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useCallback(
    async ({ projectId, askId }: { projectId: string; askId: string }): Promise<AskView | null> => {
      const project = await queryClient
        .fetchQuery({ ...trpc.projects.get.queryOptions({ projectId }), staleTime: 0 })
        .catch(() => null);
      return project?.asks.find(({ id }) => id === askId) ?? null;
    },
    [trpc, queryClient],
  );
};
