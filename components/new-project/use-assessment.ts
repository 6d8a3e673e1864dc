"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { BriefAssessment } from "#server/contract/briefs";
import { briefLimits } from "#server/contract/inputs";
import { useQuiet } from "#client/ui/use-quiet";
import { useTRPCClient } from "#components/trpc";

/** What the brief that is being written asks for, read by the server while one types. Null while there is none. */
export const useAssessment = (brief: string): BriefAssessment | null => {
  const client = useTRPCClient();
  const text = brief.trim();
  const quiet = useQuiet(text);
  const { data } = useQuery({
    // As with the screening: the call sends the text in its body, and nothing keeps the answer for long.
    queryKey: ["assessment", quiet],
    queryFn: ({ signal }) => client.projects.assessBrief.mutate({ brief: quiet }, { signal }),
    enabled: quiet.length >= briefLimits.min && quiet.length <= briefLimits.max,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 30_000,
  });
  return data === undefined || text.length < briefLimits.min ? null : data;
};
