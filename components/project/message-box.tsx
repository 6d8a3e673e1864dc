"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Clock3, SendHorizontal } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { messageLimit } from "../../server/contract/inputs.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { composeMessage } from "../line-comments/line-comment.ts";
import { useLineComments } from "../line-comments/use-line-comments.ts";
import { WaitingComments } from "../line-comments/waiting-comments.tsx";
import { messageOf } from "../request-error.ts";
import { isTypingOrInDialog } from "../shell/typing.ts";
import { useTRPC } from "../trpc.tsx";
import { FieldError } from "../ui/field.tsx";
import { formatCount } from "../ui/format.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { possibleActions } from "./status-words.ts";

/** Says something to the agents of a project under way. M goes there; Enter sends, Shift and Enter begin a new line. */
export function MessageBox({ project }: { project: ProjectView }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const { comments, remove } = useLineComments(project.id);
  const { send, busy, error } = useSendMessage(project.id, () => {
    setText("");
    remove(comments.map(({ id }) => id));
  });
  const composed = composeMessage(text, comments);
  const tooLong = composed.length > messageLimit;
  const waiting = project.messages.filter(({ deliveredAt }) => deliveredAt === null);
  useFocusKey(field);
  if (!project.can.steer || !possibleActions(project).message) return null;
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!busy && composed.trim() !== "" && !tooLong) send(composed);
  };
  return (
    <form
      onSubmit={submit}
      className="z-10 flex shrink-0 flex-col gap-1.5 border-t bg-surface px-3 py-2 max-lg:sticky max-lg:bottom-0 md:px-4"
    >
      {waiting.map(({ id, text: words }) => (
        <p key={id} className="flex min-w-0 items-center gap-1.5 text-xs text-muted">
          <Clock3 aria-hidden className="size-3.5 shrink-0 text-faint" />
          <span className="shrink-0">Waits for the next turn:</span>
          <span className="min-w-0 truncate">
            <VisibleText text={words} />
          </span>
        </p>
      ))}
      <WaitingComments comments={comments} onRemove={(id) => remove([id])} />
      <div className="flex items-end gap-2">
        <Textarea
          ref={field}
          aria-label="Message to the agents"
          placeholder={comments.length === 0 ? "Message to the agents" : "Message to the agents, with the comments"}
          value={text}
          maxLength={messageLimit}
          rows={1}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            submit(event);
          }}
          className="max-h-40 min-h-8 resize-none py-1.5 pointer-coarse:min-h-10"
        />
        <SubmitButton busy={busy} disabled={composed.trim() === "" || tooLong}>
          <SendHorizontal aria-hidden />
          Send
        </SubmitButton>
      </div>
      <div role="alert" className="empty:hidden">
        {tooLong ? (
          <FieldError>
            With its comments the message has {formatCount(composed.length)} characters. At most{" "}
            {formatCount(messageLimit)} can be sent: remove some comments and send them after this one.
          </FieldError>
        ) : error === null ? null : (
          <FieldError>{error}</FieldError>
        )}
      </div>
    </form>
  );
}

const useSendMessage = (projectId: string, onSent: () => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation(
    trpc.projects.sendMessage.mutationOptions({
      onSuccess: onSent,
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
    }),
  );
  return {
    send: (text: string) => mutate({ projectId, text }),
    busy: isPending,
    error: error === null ? null : messageOf(error),
  };
};

const useFocusKey = (field: React.RefObject<HTMLTextAreaElement | null>): void => {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const alone = !event.metaKey && !event.ctrlKey && !event.altKey && !event.defaultPrevented;
      if (!alone || event.key.toLowerCase() !== "m" || isTypingOrInDialog() || field.current === null) return;
      event.preventDefault();
      field.current.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [field]);
};
