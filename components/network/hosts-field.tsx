"use client";

import { useViewer } from "#components/shell/viewer";
import { Field } from "#components/ui/field";
import { Textarea } from "#components/ui/textarea";

interface HostsFieldProps {
  name: string;
  value: string;
  onValueChange: (value: string) => void;
  error: string | undefined;
  disabled?: boolean;
}

/** A list of hosts as text. */
export function HostsField({ name, value, onValueChange, error, disabled = false }: HostsFieldProps) {
  const isAdmin = useViewer().role === "ADMIN";
  return (
    <Field
      label="Hosts"
      error={error}
      hint={
        isAdmin
          ? "One per line: example.org, *.example.org, example.org:8443. An address, or a name with the word private behind it, may lead into your own network."
          : "One per line: example.org, *.example.org, example.org:8443. Without a port, 443 and 80 are meant."
      }
    >
      <Textarea
        name={name}
        value={value}
        disabled={disabled}
        onChange={(event) => onValueChange(event.target.value)}
        spellCheck={false}
        autoCapitalize="none"
        autoCorrect="off"
        className="max-h-64 font-mono text-xs"
      />
    </Field>
  );
}
