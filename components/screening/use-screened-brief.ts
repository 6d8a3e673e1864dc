"use client";

import { useState, type RefObject } from "react";
import type { ScreeningFinding } from "#server/contract/screening";
import { useScreening } from "./use-screening.ts";

/** A brief that is being written, with what was found in it and whether somebody has looked at that. */
export const useScreenedBrief = (brief: string, field: RefObject<HTMLTextAreaElement | null>) => {
  const screening = useScreening(brief);
  // Of one text with its findings: with another letter it says nothing any more.
  const [confirmedHash, setConfirmedHash] = useState<string | null>(null);
  const [error, setError] = useState<string | undefined>();
  const confirmed = screening !== null && confirmedHash === screening.hash;
  const demanded = screening?.current === true && screening.mode === "confirm" && screening.certain.length > 0;
  return {
    screening,
    /** What a submission says of it. */
    screeningHash: confirmed ? confirmedHash : null,
    notes: {
      screening,
      confirmed,
      error: confirmed ? undefined : error,
      onConfirmedChange: (next: boolean) => setConfirmedHash(next ? (screening?.hash ?? null) : null),
      onShow: ({ span }: ScreeningFinding) => {
        field.current?.focus();
        field.current?.setSelectionRange(span.start, span.end);
      },
    },
    /** Whether a tick is still missing; if so it says so beside it, and goes there. */
    lacksConfirmation: (form: HTMLFormElement | null): boolean => {
      if (!demanded || confirmed) return false;
      setError("Look at the findings, then tick this to submit the brief.");
      form?.querySelector<HTMLElement>('[name="screening"]')?.focus();
      return true;
    },
  };
};
