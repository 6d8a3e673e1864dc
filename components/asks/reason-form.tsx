"use client";

import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { useFirstFocus } from "../ui/use-first-focus.ts";
import { useEscape } from "./use-escape.ts";

interface ReasonFormProps {
  /** What is wanted: "Why not?" */
  label: string;
  placeholder?: string;
  maxLength: number;
  /** What happens: "Deny". */
  action: string;
  danger?: boolean;
  busy: boolean;
  /** Sends the words; what is missing in them comes back. */
  onSend: (text: string) => string | null;
  onBack: () => void;
}

/** The words that go with a refusal. */
export function ReasonForm({
  label,
  placeholder,
  maxLength,
  action,
  danger = false,
  busy,
  onSend,
  onBack,
}: ReasonFormProps) {
  const field = useFirstFocus<HTMLTextAreaElement>();
  useEscape(onBack);
  const [text, setText] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  return (
    <div className="flex flex-col gap-2.5">
      <Field label={label} error={missing ?? undefined}>
        <Textarea
          ref={field}
          value={text}
          maxLength={maxLength}
          placeholder={placeholder}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onBack}>
          Back
        </Button>
        <Button variant={danger ? "danger" : "primary"} busy={busy} onClick={() => setMissing(onSend(text.trim()))}>
          {action}
        </Button>
      </div>
    </div>
  );
}
