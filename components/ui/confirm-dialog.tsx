"use client";

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A question that the two buttons answer: "Cancel this project?" */
  title: string;
  /** What will happen, and what cannot be undone. */
  description: ReactNode;
  /** The verb of what will happen: "Cancel project", never "OK". */
  confirmLabel: string;
  /** How to leave things as they are. */
  keepLabel?: string;
  onConfirm: () => void;
  busy?: boolean;
}

/** Asked before what cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, description, confirmLabel, keepLabel = "Keep", onConfirm, busy = false } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{keepLabel}</Button>
          <Button variant="danger" busy={busy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    />
  );
}
