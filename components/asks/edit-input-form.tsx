"use client";

import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { fieldLabel } from "./exact-input.tsx";

interface EditInputFormProps {
  input: Readonly<Record<string, unknown>>;
  busy: boolean;
  onAllow: (edited: Record<string, unknown>) => void;
  onBack: () => void;
}

/** The texts of what is asked, to be changed before it is allowed. */
export function EditInputForm({ input, busy, onAllow, onBack }: EditInputFormProps) {
  const [edited, setEdited] = useState<Record<string, unknown>>({ ...input });
  return (
    <div className="flex flex-col gap-2.5">
      {Object.entries(edited).map(([name, value]) =>
        typeof value === "string" ? (
          <Field key={name} label={fieldLabel(name)}>
            <Textarea
              value={value}
              spellCheck={false}
              className="max-h-60 font-mono text-xs"
              onChange={(event) => setEdited({ ...edited, [name]: event.target.value })}
            />
          </Field>
        ) : null,
      )}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onBack}>
          Back
        </Button>
        <Button variant="primary" busy={busy} onClick={() => onAllow(edited)}>
          Allow this instead
        </Button>
      </div>
    </div>
  );
}
