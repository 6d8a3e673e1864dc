"use client";

import { useState } from "react";
import { editedInput } from "../../server/contract/permissions.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { useFirstFocus } from "../ui/use-first-focus.ts";
import { fieldLabel } from "./exact-input.tsx";
import { useEscape } from "./use-escape.ts";

interface EditInputFormProps {
  input: Readonly<Record<string, unknown>>;
  busy: boolean;
  onAllow: (edited: Record<string, unknown>) => void;
  onBack: () => void;
}

/** The texts of what is asked, to be changed before it is allowed. */
export function EditInputForm({ input, busy, onAllow, onBack }: EditInputFormProps) {
  useEscape(onBack);
  const [edited, setEdited] = useState<Record<string, unknown>>({ ...input });
  const [missing, setMissing] = useState<string | null>(null);
  const first = useFirstFocus<HTMLTextAreaElement>();
  const firstName = Object.keys(edited).find((name) => typeof edited[name] === "string");
  const allow = (): void => {
    if (editedInput(input, edited) === null) setMissing("Say what is to be run. To have nothing run, deny it.");
    else onAllow(edited);
  };
  return (
    <div className="flex flex-col gap-2.5">
      {Object.entries(edited).map(([name, value]) =>
        typeof value === "string" ? (
          <Field
            key={name}
            label={fieldLabel(name)}
            error={name === "command" && missing !== null ? missing : undefined}
          >
            <Textarea
              ref={name === firstName ? first : undefined}
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
        <Button variant="primary" busy={busy} onClick={allow}>
          Allow this instead
        </Button>
      </div>
    </div>
  );
}
