import type { ReactNode } from "react";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";

interface DetectedSelectProps<Value extends string> {
  label: string;
  /** What detection says, as the first choice. */
  detected: string;
  /** Why it says so. */
  reason: ReactNode;
  value: Value | "detected";
  options: readonly { readonly value: Value; readonly label: string }[];
  onValueChange: (value: Value | "detected") => void;
}

/** A choice that is made by itself, with its reason, until a person makes it. */
export function DetectedSelect<Value extends string>({
  label,
  detected,
  reason,
  value,
  options,
  onValueChange,
}: DetectedSelectProps<Value>) {
  return (
    <Field label={label} hint={value === "detected" ? reason : "Chosen by you."}>
      <Select
        value={value}
        onChange={({ currentTarget }) =>
          onValueChange(options.find((option) => option.value === currentTarget.value)?.value ?? "detected")
        }
      >
        <option value="detected">{detected}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </Field>
  );
}
