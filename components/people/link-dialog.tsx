"use client";

import type { NewLink } from "#server/contract/people";
import { Button } from "#components/ui/button";
import { CopyButton } from "#components/ui/copy-button";
import { Dialog } from "#components/ui/dialog";
import { formatExact } from "#client/ui/format";

interface LinkDialogProps {
  title: string;
  /** Whom it is to be given to, and what they do with it. */
  description: string;
  link: NewLink;
  onClose: () => void;
}

/** A one-time link, shown this once. */
export function LinkDialog({ title, description, link, onClose }: LinkDialogProps) {
  const address = `${window.location.origin}${link.path}`;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={title}
      description={description}
      className="max-w-lg"
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex items-start gap-2 rounded-md border bg-sunken px-3 py-2">
          <code className="min-w-0 flex-1 font-mono text-xs break-all">{address}</code>
          <CopyButton text={address} label="Copy link" />
        </div>
        <p className="text-muted">
          It works once, until {formatExact(link.expiresAt)}, and is not shown again. Whoever holds it can use it: send
          it on a way that you trust.
        </p>
      </div>
    </Dialog>
  );
}
