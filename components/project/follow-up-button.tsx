"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Reply } from "lucide-react";
import { useRef, useState } from "react";
import { Brief } from "../../server/contract/inputs.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { composeMessage } from "../line-comments/line-comment.ts";
import { useLineComments } from "../line-comments/use-line-comments.ts";
import { messageOf } from "../request-error.ts";
import { BriefField } from "../screening/brief-field.tsx";
import { ScreeningNotes } from "../screening/screening-notes.tsx";
import { useScreenedBrief } from "../screening/use-screened-brief.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, FieldError } from "../ui/field.tsx";
import { toast } from "../ui/toast-store.ts";

/** Asks for more of a project that has ended: the next cycle, in the same workspace. */
export function FollowUpButton({ project }: { project: ProjectView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <Reply aria-hidden />
        Follow up
      </Button>
      {open ? <FollowUpDialog project={project} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Asks for a phase of a project that has ended once more, where a local model did it in Claude's place. */
export function RedoInFollowUp({ project, words }: { project: ProjectView; words: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-col items-start gap-1">
      <Button size="sm" onClick={() => setOpen(true)}>
        Redo with Claude…
      </Button>
      <span className="text-muted">By a follow-up: the project has ended.</span>
      {open ? <FollowUpDialog project={project} asks={words} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

/** What was said and nobody has read any more is where a follow-up begins. */
const unread = ({ messages }: ProjectView): string =>
  messages.flatMap(({ deliveredAt, text }) => (deliveredAt === null ? [text] : [])).join("\n\n");

interface FollowUpDialogProps {
  project: ProjectView;
  /** What is to be done, as a beginning. */
  asks?: string;
  onClose: () => void;
}

function FollowUpDialog({ project, asks = "", onClose }: FollowUpDialogProps) {
  const { comments, remove } = useLineComments(project.id);
  const [brief, setBrief] = useState(() =>
    composeMessage([asks, unread(project)].filter(Boolean).join("\n\n"), comments),
  );
  const [taken] = useState(comments);
  const [approvePlan, setApprovePlan] = useState(project.approvePlan);
  const [wrong, setWrong] = useState<string | undefined>();
  const field = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const { screening, notes, screeningHash, lacksConfirmation } = useScreenedBrief(brief, field);
  const { followUp, busy, refused } = useFollowUp(project.id, () => {
    remove(taken.map(({ id }) => id));
    onClose();
  });
  const send = () => {
    const parsed = Brief.safeParse(brief);
    setWrong(parsed.success ? undefined : parsed.error.issues[0]?.message);
    if (parsed.success && !lacksConfirmation(form.current)) {
      followUp({ projectId: project.id, brief, approvePlan, screeningHash });
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Follow up"
      description="A new cycle in the same workspace: planned, built and reported anew. The cycles before stay readable."
      className="max-w-2xl"
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button variant="primary" busy={busy} onClick={send}>
            Begin cycle {project.cycle + 1}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={(event) => event.preventDefault()} className="flex flex-col gap-4">
        <Field label="What should be done next?" error={wrong}>
          <BriefField
            ref={field}
            screening={screening}
            value={brief}
            onChange={(event) => setBrief(event.target.value)}
            className="min-h-40"
          />
        </Field>
        <ScreeningNotes {...notes} />
        <Checkbox
          label="Show me the plan first"
          description="Work begins after you approve it, change it or send it back."
          checked={approvePlan}
          onChange={(event) => setApprovePlan(event.target.checked)}
        />
        <div role="alert" className="empty:hidden">
          {refused === null ? null : <FieldError>{refused}</FieldError>}
        </div>
      </form>
    </Dialog>
  );
}

const useFollowUp = (projectId: string, onDone: () => void) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation(
    trpc.projects.followUp.mutationOptions({
      onSuccess: () => {
        toast.done("The next cycle begins");
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
    }),
  );
  return { followUp: mutate, busy: isPending, refused: error === null ? null : messageOf(error) };
};
