"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ScreeningFinding, ScreeningMode } from "#server/contract/screening";
import { briefLimits } from "#server/contract/inputs";
import { useQuiet } from "#client/ui/use-quiet";
import { useTRPCClient } from "#components/trpc";

export interface Screening {
  readonly mode: ScreeningMode;
  /** Of high certainty: what the mode is about. */
  readonly certain: readonly ScreeningFinding[];
  /** Worth a look, and in nobody's way. */
  readonly doubtful: readonly ScreeningFinding[];
  readonly hash: string;
  /** It is about the text as it is now; otherwise about what it was a moment ago. */
  readonly current: boolean;
}

/**
 * What the brief that is being written holds, found by the server while one types. Places are those in `brief`. Null
 * until the first answer, and while there is nothing to look at.
 */
export const useScreening = (brief: string): Screening | null => {
  const client = useTRPCClient();
  const text = brief.trim();
  const quiet = useQuiet(text);
  const { data, isPlaceholderData } = useQuery({
    // The text stays in this page: the call sends it in its body, and nothing keeps the answer.
    queryKey: ["screening", quiet],
    queryFn: ({ signal }) => client.projects.screenBrief.mutate({ brief: quiet }, { signal }),
    enabled: quiet !== "" && quiet.length <= briefLimits.max,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 30_000,
  });
  if (data === undefined || text === "") return null;
  // The server looks at the brief as it would be stored: without the space around it.
  const shift = brief.length - brief.trimStart().length;
  const findings = data.findings.map((finding) => ({
    ...finding,
    span: { ...finding.span, start: finding.span.start + shift, end: finding.span.end + shift },
  }));
  return {
    mode: data.mode,
    certain: findings.filter(({ certainty }) => certainty === "high"),
    doubtful: findings.filter(({ certainty }) => certainty === "low"),
    hash: data.hash,
    current: quiet === text && !isPlaceholderData,
  };
};
