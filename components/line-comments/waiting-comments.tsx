"use client";

import { ChevronRight, X } from "lucide-react";
import { IconButton } from "../ui/icon-button.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { commentsWords, placeWords, type LineComment } from "./line-comment.ts";

interface WaitingCommentsProps {
  comments: readonly LineComment[];
  onRemove: (id: number) => void;
}

/** The comments that go with the next message: where each stands, the line, and what is said about it. */
export function WaitingComments({ comments, onRemove }: WaitingCommentsProps) {
  if (comments.length === 0) return null;
  return (
    <details className="group/comments">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 rounded-sm text-xs text-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-3.5 shrink-0 transition-transform group-open/comments:rotate-90" />
        {commentsWords(comments.length)} {comments.length === 1 ? "goes" : "go"} with the next message
      </summary>
      <ul
        aria-label="Comments that go with the next message"
        className="scroll-quiet mt-1.5 max-h-40 divide-y divide-line overflow-y-auto rounded-md border"
      >
        {comments.map((comment) => (
          <li key={comment.id} className="flex items-start gap-2 px-2.5 py-1.5 text-xs">
            <div className="flex min-w-0 flex-1 flex-col gap-0.5">
              <span className="truncate font-mono text-faint">
                {placeWords(comment)} <VisibleText text={comment.quote.trim()} />
              </span>
              <span className="break-words whitespace-pre-line">
                <VisibleText text={comment.text} />
              </span>
            </div>
            <IconButton
              icon={X}
              size="sm"
              label={`Remove the comment on ${placeWords(comment)}`}
              onClick={() => onRemove(comment.id)}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
