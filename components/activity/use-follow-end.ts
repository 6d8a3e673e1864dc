"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** Pixels from the end within which a pane counts as being at its end. */
const endThreshold = 40;

const isAtEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight <= endThreshold;

export interface FollowEnd {
  /** The last sequence that was there when the reader left the end; null while they are at it. */
  readonly leftAt: number | null;
  /** To be called for every scroll of the pane. */
  readonly noteScroll: () => void;
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
 * below a reader who has not moved.
 */
export const useFollowEnd = (
  pane: RefObject<HTMLElement | null>,
  { lastSequence, held }: { readonly lastSequence: number; readonly held: boolean },
): FollowEnd => {
  const following = useRef(true);
  const lastTop = useRef(0);
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

  const noteScroll = useCallback(() => {
    const element = pane.current;
    if (element === null) return;
    const movedUp = element.scrollTop < lastTop.current - 1;
    lastTop.current = element.scrollTop;
    decide(isAtEnd(element) || (following.current && !movedUp));
  }, [pane, decide]);

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
    const content = pane.current?.firstElementChild;
    if (content === undefined || content === null) return;
    const observer = new ResizeObserver(stay);
    observer.observe(content);
    return () => observer.disconnect();
  }, [pane, stay]);

  return { leftAt, noteScroll, goToEnd, leaveEnd, lookAgain };
};
