"use client";

import { useEffect, useRef } from "react";
import type { ActivityRow } from "./row.ts";
import { rowOfSequence } from "./rows.ts";

/** Time for a change to be rendered and measured. */
export const afterTwoFrames = (then: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(then));
};

/** Pixels that the head of the present run takes at the top. */
const headingHeight = 36;

/** The next run's head pushes the present one out of view instead of sliding under it. */
export const pushHeading = (
  heading: HTMLElement | null,
  rows: readonly ActivityRow[],
  virtualizer: {
    readonly range: { readonly startIndex: number } | null;
    readonly measurementsCache: readonly { readonly start: number }[];
  },
  scrollTop: number,
): void => {
  if (heading === null || virtualizer.range === null) return;
  // A row is no lower than a line: the head that may touch it is among the next three.
  const from = virtualizer.range.startIndex + 1;
  const next = rows.slice(from, from + 3).findIndex((row) => row.item.kind === "run");
  const distance = next < 0 ? headingHeight : (virtualizer.measurementsCache[from + next]?.start ?? 0) - scrollTop;
  heading.style.translate = `0 ${Math.min(0, distance - headingHeight)}px`;
};

/** Brings a linked event into view once it is there, and again only when another is linked. */
export const useScrollTo = (
  linked: number | null,
  rows: readonly ActivityRow[],
  scroll: (index: number) => void,
): void => {
  const shown = useRef<number | null>(null);
  useEffect(() => {
    if (linked === null || shown.current === linked) return;
    const index = rowOfSequence(rows, linked);
    if (index < 0) return;
    shown.current = linked;
    scroll(index);
  });
};

/** Begins at the end, where the newest stands. */
export const useScrollToEndOnce = (count: number, wanted: boolean, scroll: () => void): void => {
  const done = useRef(false);
  useEffect(
    () => () => {
      done.current = false;
    },
    [],
  );
  useEffect(() => {
    if (done.current || count === 0) return;
    done.current = true;
    if (wanted) scroll();
  });
};
