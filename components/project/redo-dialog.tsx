"use client";

import { useState } from "react";
import { PhaseId } from "../../server/contract/ids.ts";
import { ModelName } from "../../server/contract/models.ts";
import type { PhaseView, ProjectView } from "../../server/contract/views.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, FieldError } from "../ui/field.tsx";
import { RadioGroup } from "../ui/radio-group.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { visibleText } from "../ui/visible-text.ts";
import { RedoChoiceFields, type RedoChoice } from "./redo-choice.tsx";
import { usePhaseSteering } from "./use-phase-steering.ts";

interface RedoDialogProps {
  project: ProjectView;
  phase: PhaseView;
  /** Whether it may go on from what is there. */
  mayGoOn: boolean;
  onClose: () => void;
}

const ways = [
  {
    value: "start",
    label: "From its start",
    description: "Its files are put back to how they were before it. What comes after it is done again, too.",
  },
  {
    value: "as_it_stands",
    label: "From what is there",
    description: "The Developer keeps the files as they are and begins a new conversation about them.",
  },
] as const;

/** How a phase is to be done again: from where, what is to be different, by whom. */
export function RedoDialog({ project, phase, mayGoOn, onClose }: RedoDialogProps) {
  const { redo, busy, refused } = usePhaseSteering(project.id, onClose);
  const [from, setFrom] = useState<(typeof ways)[number]["value"]>(mayGoOn ? "as_it_stands" : "start");
  const [text, setText] = useState("");
  const [choice, setChoice] = useState<RedoChoice>(
    // Where it was made private since, a choice of Claude's models holds no more.
    project.private && phase.provider !== "local"
      ? { provider: null, model: "" }
      : { provider: phase.provider, model: phase.model ?? "" },
  );
  const [wrong, setWrong] = useState<string | undefined>();
  const send = () => {
    const named = choice.model.trim() === "" ? null : ModelName.safeParse(choice.model.trim());
    setWrong(named === null || named.success ? undefined : "A model's name, as its provider writes it.");
    if (named !== null && !named.success) return;
    const { provider } = choice;
    redo({ projectId: project.id, phaseId: PhaseId.parse(phase.id), from, text, model: named?.data ?? null, provider });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Do phase ${phase.position + 1} again?`}
      description={visibleText(phase.title)}
      className="max-w-lg"
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button variant="primary" busy={busy} onClick={send}>
            Do it again
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {mayGoOn ? (
          <RadioGroup legend="Begin" options={ways} value={from} onValueChange={setFrom} />
        ) : (
          <p className="text-muted">{ways[0].description} A git tag keeps what is there now.</p>
        )}
        <Field label="What is to be different?" optional>
          <Textarea value={text} maxLength={10_000} onChange={(event) => setText(event.target.value)} />
        </Field>
        <RedoChoiceFields project={project} choice={choice} wrong={wrong} onChange={setChoice} />
        <div role="alert" className="empty:hidden">
          {refused === null ? null : <FieldError>{refused}</FieldError>}
        </div>
      </div>
    </Dialog>
  );
}
