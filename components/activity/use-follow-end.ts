"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** Milliseconds after an input within which a scroll is taken for its effect: smooth scrolling begins late. */
const inputLasts = 1_000;

/** What a reader may scroll with. */
const inputs = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** Pixels from the end within which a pane counts as being at its end. */
const endThreshold = 40;

const isAtEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight <= endThreshold;

export interface FollowEnd {
  /** The last sequence that was there when the reader left the end; null while they are at it. */
  readonly leftAt: number | null;
  /** To be called for every scroll of the pane, with its time stamp. */
  readonly noteScroll: (timeStamp: number) => void;
  /** Goes to the end and stays there. */
  readonly goToEnd: () => void;
  /** Stays where it is from now on: something else has decided what is in view. */
  readonly leaveEnd: () => void;
  /** After the reader has opened or closed something: follows only if that left them at the end. */
  readonly lookAgain: () => void;
}

/**
 * Keeps a scrolling pane at its end until its reader scrolls up, and again once they are back. What decides is the
 * direction in which the reader moves, never the distance to the end alone: that also grows when something is added
 * below a reader who has not moved. Content that shrinks moves them up, too; where it has grown again by the time the
 * scroll is told, it looks like their own. A change of the content's height without an input is not theirs.
 */
export const useFollowEnd = (
  pane: RefObject<HTMLElement | null>,
  { lastSequence, held }: { readonly lastSequence: number; readonly held: boolean },
): FollowEnd => {
  const following = useRef(true);
  const lastTop = useRef(0);
  const inputAt = useRef(Number.NEGATIVE_INFINITY);
  const heightChanged = useRef(false);
  const [leftAt, setLeftAt] = useState<number | null>(null);

  const stay = useCallback(() => {
    const element = pane.current;
    if (element === null || !following.current || held) return;
    element.scrollTo({ top: element.scrollHeight });
    lastTop.current = element.scrollTop;
  }, [pane, held]);

  const decide = useCallback(
    (follow: boolean) => {
      if (follow === following.current) return;
      following.current = follow;
      setLeftAt(follow ? null : lastSequence);
    },
    [lastSequence],
  );

  const noteScroll = useCallback(
    (timeStamp: number) => {
      const element = pane.current;
      if (element === null) return;
      const movedUp = element.scrollTop < lastTop.current - 1;
      const ofContent = heightChanged.current && timeStamp - inputAt.current > inputLasts;
      heightChanged.current = false;
      lastTop.current = element.scrollTop;
      if (following.current && movedUp && ofContent) stay();
      else decide(isAtEnd(element) || (following.current && !movedUp));
    },
    [pane, stay, decide],
  );

  const lookAgain = useCallback(() => {
    const element = pane.current;
    if (element !== null) decide(isAtEnd(element));
  }, [pane, decide]);

  const goToEnd = useCallback(() => {
    following.current = true;
    setLeftAt(null);
    stay();
  }, [stay]);

  const leaveEnd = useCallback(() => decide(false), [decide]);

  // Rows are measured after they are drawn, so the content also grows between two renders.
  useEffect(() => {
    const element = pane.current;
    const content = element?.firstElementChild;
    if (element === null || content === undefined || content === null) return;
    const sizes = new ResizeObserver(stay);
    sizes.observe(element);
    sizes.observe(content);
    // Sees also a height that is back by the time sizes are looked at.
    const heights = new MutationObserver(() => {
      heightChanged.current = true;
    });
    heights.observe(content, { attributeFilter: ["style"] });
    const stop = new AbortController();
    for (const input of inputs) {
      element.addEventListener(
        input,
        ({ timeStamp }) => {
          inputAt.current = timeStamp;
        },
        { passive: true, signal: stop.signal },
      );
    }
    return () => {
      sizes.disconnect();
      heights.disconnect();
      stop.abort();
    };
  }, [pane, stay]);

  return { leftAt, noteScroll, goToEnd, leaveEnd, lookAgain };
};
