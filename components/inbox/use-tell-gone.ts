"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { InboxItem } from "#server/contract/inbox";
import { decidedWords, useReadDecided } from "#client/asks/use-decided";
import { useTRPC } from "#components/trpc";
import { useViewer } from "#components/shell/viewer";
import { toast } from "#client/ui/toast-store";
import { heldAnswers } from "./held-answers.ts";

/** Says what somebody else has decided when the request that one looks at goes because of it. */
export const useTellGone = ({ key, project, waiting }: InboxItem): void => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const readDecided = useReadDecided();
  const { name } = useViewer();
  const projectId = project.id;
  const isAsk = waiting.type === "ask";
  useEffect(
    () => () => {
      const still = queryClient.getQueryData(trpc.inbox.list.queryKey())?.some((item) => item.key === key) ?? true;
      if (!isAsk || still || heldAnswers.keys().has(key)) return;
      void readDecided({ projectId, askId: key }).then((ask) => {
        const detail = ask === null || ask.answeredBy === name ? null : decidedWords(ask);
        if (detail !== null) toast.note("The request is gone", { detail });
      });
    },
    [trpc, queryClient, readDecided, key, projectId, isAsk, name],
  );
};
