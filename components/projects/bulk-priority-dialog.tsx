"use client";

import { useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { PriorityFields } from "#components/new-project/priority-fields";
import { projectsWords } from "#client/projects/bulk-actions";
import { middling, type Priority } from "#client/projects/use-bulk-run";

interface BulkPriorityDialogProps {
  count: number;
  busy: boolean;
  onClose: () => void;
  onChoose: (priority: Priority) => void;
}

/** One priority for several projects. */
export function BulkPriorityDialog({ count, busy, onClose, onChoose }: BulkPriorityDialogProps) {
  const [priority, setPriority] = useState<Priority>(middling);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Priority of ${projectsWords(count)}`}
      description="What has left the queue already goes on as it does."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button variant="primary" busy={busy} onClick={() => onChoose(priority)}>
            Set priority
          </Button>
        </>
      }
    >
      <PriorityFields draft={priority} onChange={(part) => setPriority({ ...priority, ...part })} />
    </Dialog>
  );
}
