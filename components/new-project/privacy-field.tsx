import type { NewProjectDraft } from "#client/new-project/new-project-draft";
import { Checkbox } from "#components/ui/checkbox";

interface PrivacyFieldProps {
  value: boolean;
  onChange: (part: Partial<NewProjectDraft>) => void;
}

/** Whether a project may leave this machine, and what it costs it not to. */
export function PrivacyField({ value, onChange }: PrivacyFieldProps) {
  return (
    <Checkbox
      label="Keep it on this machine"
      description="Private: only a local model on this machine works on it, never Claude. No network but hosts you list, and nothing is pushed."
      checked={value}
      onChange={(event) => onChange({ private: event.target.checked })}
    />
  );
}
