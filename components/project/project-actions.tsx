"use client";

import { CirclePause, CirclePlay, CircleStop, RotateCw } from "lucide-react";
import { useEffect, useState } from "react";
import type { ProjectView } from "../../server/contract/views.ts";
import { isTypingOrInDialog } from "../shell/typing.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { FollowUpButton } from "./follow-up-button.tsx";
import { NetworkButton } from "./network-button.tsx";
import { possibleActions } from "./status-words.ts";
import { useSteering, type Steering } from "./use-steering.ts";

const endings = {
  project: {
    action: "Cancel project",
    question: "Cancel this project?",
    consequence:
      "All of its processes end within two seconds, and it cannot be resumed. Files, activity and accepted phases stay.",
  },
  draft: {
    action: "Discard draft",
    question: "Discard this draft?",
    consequence: "It can no longer be submitted. Its brief stays readable among the projects.",
  },
} as const;

/** What the reader may do with the project as it stands. P pauses and resumes, R tries again, X asks whether to cancel. */
export function ProjectActions({ project }: { project: ProjectView }) {
  const steering = useSteering(project.id);
  const [cancelling, setCancelling] = useState(false);
  const possible = possibleActions(project);
  const ending = project.status === "DRAFT" ? endings.draft : endings.project;
  useSteeringKeys(project.can.steer ? possible : null, steering, () => setCancelling(true));
  if (!project.can.steer) return null;
  return (
    <div className="flex items-center gap-2">
      {possible.retry ? (
        <Tooltip content="Try again now" keys={["R"]}>
          <Button variant="primary" busy={steering.retry.busy} onClick={steering.retry.run}>
            <RotateCw aria-hidden />
            Try again
          </Button>
        </Tooltip>
      ) : null}
      {possible.pause ? (
        <Tooltip content="Stop the work where it is; it can be resumed" keys={["P"]}>
          <Button busy={steering.pause.busy} onClick={steering.pause.run}>
            <CirclePause aria-hidden />
            Pause
          </Button>
        </Tooltip>
      ) : null}
      {possible.resume ? (
        <Tooltip content="Go on in the same session" keys={["P"]}>
          <Button variant="primary" busy={steering.resume.busy} onClick={steering.resume.run}>
            <CirclePlay aria-hidden />
            Resume
          </Button>
        </Tooltip>
      ) : null}
      {possible.followUp ? <FollowUpButton project={project} /> : null}
      {possible.cancel ? <NetworkButton projectId={project.id} /> : null}
      {possible.cancel ? (
        <IconButton icon={CircleStop} label={ending.action} keys={["X"]} onClick={() => setCancelling(true)} />
      ) : null}
      <ConfirmDialog
        open={cancelling}
        onOpenChange={setCancelling}
        title={ending.question}
        description={ending.consequence}
        confirmLabel={ending.action}
        keepLabel="Keep it"
        busy={steering.cancel.busy}
        onConfirm={() => {
          steering.cancel.run();
          setCancelling(false);
        }}
      />
    </div>
  );
}

const useSteeringKeys = (
  possible: ReturnType<typeof possibleActions> | null,
  steering: Steering,
  askCancel: () => void,
): void => {
  useEffect(() => {
    if (possible === null) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.defaultPrevented ||
        event.repeat ||
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        isTypingOrInDialog()
      )
        return;
      const act = actionOf(event.key.toLowerCase(), possible, steering, askCancel);
      if (act === null) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
};

const actionOf = (
  key: string,
  possible: ReturnType<typeof possibleActions>,
  steering: Steering,
  askCancel: () => void,
): (() => void) | null => {
  if (key === "p" && possible.pause && !steering.pause.busy) return steering.pause.run;
  if (key === "p" && possible.resume && !steering.resume.busy) return steering.resume.run;
  if (key === "r" && possible.retry && !steering.retry.busy) return steering.retry.run;
  if (key === "x" && possible.cancel) return askCancel;
  return null;
};
