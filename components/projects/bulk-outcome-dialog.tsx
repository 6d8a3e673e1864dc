import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { HoverLink } from "#components/ui/hover-link";
import { VisibleText } from "#components/ui/visible-text-view";
import { projectsWords } from "#client/projects/bulk-actions";
import type { BulkOutcome } from "#client/projects/use-bulk-run";

interface BulkOutcomeDialogProps {
  outcome: BulkOutcome;
  onClose: () => void;
}

/** Which projects something did not work for, and why; the others are done. */
export function BulkOutcomeDialog({ outcome: { title, failures, done }, onClose }: BulkOutcomeDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={title}
      description={done === 0 ? "Nothing was changed." : `It is done for ${projectsWords(done)}.`}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <ul aria-label="Not done for" className="divide-y divide-line rounded-md border">
        {failures.map(({ project, reason }) => (
          <li key={project.id} className="flex flex-col gap-0.5 px-3 py-2">
            <HoverLink href={`/projects/${project.id}`} className="rounded-sm font-medium break-words hover:underline">
              <VisibleText text={project.title} />
            </HoverLink>
            <span className="text-muted break-words">{reason}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
