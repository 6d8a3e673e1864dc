"use client";

import { useQuery } from "@tanstack/react-query";
import type { FallbackView } from "../../server/contract/fallback.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { useTRPC } from "../trpc.tsx";
import { useClock } from "../ui/use-now.ts";
import { askedOfClaude, claudesWaitWords } from "./claudes-wait.ts";

/** What to expect of a phase that Claude alone is to do, and what is known of who may do it. */
export interface ClaudesWait {
  /** Null: nothing is in the way. */
  readonly waits: string | null;
  /** Undefined: not known yet; a sample's Claude is played, and has limits of its own. */
  readonly fallback: FallbackView | undefined;
  /** It is being looked up. */
  readonly isLoading: boolean;
}

/**
 * Looks up what a phase of a project would wait for if Claude alone were to do it.
 * @param name the model that a person names for it; empty: none
 */
export const useClaudesWait = (project: ProjectView, name = ""): ClaudesWait => {
  const trpc = useTRPC();
  const only = { enabled: project.provider !== "scripted" };
  const fallback = useQuery(trpc.fallback.state.queryOptions(undefined, only));
  const standard = useQuery(trpc.settings.models.queryOptions(undefined, only));
  const asked = standard.data === undefined ? undefined : askedOfClaude(project, standard.data, name);
  const waits = claudesWaitWords(fallback.data, asked, useClock());
  return { waits, fallback: fallback.data, isLoading: fallback.isLoading || standard.isLoading };
};
