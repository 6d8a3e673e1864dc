"use client";

import { useState } from "react";
import { messageOf } from "#client/request-error";

interface Outcome {
  readonly data: unknown;
  readonly error: unknown;
}

/**
 * Why a query that has no data yet failed last; null: it has not. React Query forgets it while it asks again, and what
 * stands on a page must not go and come with every try. Pure.
 * @param before what was so before
 */
export const failureSoFar = (before: string | null, { data, error }: Outcome): string | null => {
  if (data !== undefined) return null;
  return error === null ? before : messageOf(error);
};

/** Why a query that has no data yet failed last, in words for people, also while it is asked again; null: it has not. */
export const useFailure = (query: Outcome): string | null => {
  const [before, setBefore] = useState<string | null>(null);
  const failure = failureSoFar(before, query);
  if (failure !== before) setBefore(failure);
  return failure;
};
