"use client";

import { useState } from "react";
import { matchOf, type PermissionScope } from "../../server/contract/permissions.ts";
import { useViewer } from "../shell/viewer.tsx";
import { Button } from "../ui/button.tsx";
import { RadioGroup } from "../ui/radio-group.tsx";
import { ScrollRegion } from "../ui/scroll-region.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { ruleWords } from "../../server/contract/permissions.ts";
import { useEscape } from "./use-escape.ts";

interface RememberFormProps {
  toolName: string;
  input: unknown;
  busy: boolean;
  onAllow: (scope: PermissionScope) => void;
  onBack: () => void;
}

/** The rule that is about to be made, and how far it goes. */
export function RememberForm({ toolName, input, busy, onAllow, onBack }: RememberFormProps) {
  const isAdmin = useViewer().role === "ADMIN";
  useEscape(onBack);
  const [scope, setScope] = useState<PermissionScope>("project");
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex flex-col gap-1">
        <p className="text-xs text-muted">The rule. It can be taken back in Settings → Permissions.</p>
        <ScrollRegion label="The rule" className="max-h-32 rounded-md border bg-sunken">
          <p className="px-3 py-2 font-mono text-xs break-words whitespace-pre-wrap">
            <VisibleText text={ruleWords(matchOf(toolName, input))} />
          </p>
        </ScrollRegion>
      </div>
      <RadioGroup<PermissionScope>
        legend="Allowed without asking"
        value={scope}
        onValueChange={setScope}
        options={[
          { value: "run", label: "In this run of the Developer" },
          { value: "project", label: "In this project" },
          ...(isAdmin ? [{ value: "all" as const, label: "In every project of this installation" }] : []),
        ]}
      />
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onBack}>
          Back
        </Button>
        <Button variant="primary" busy={busy} onClick={() => onAllow(scope)}>
          Allow and remember
        </Button>
      </div>
    </div>
  );
}
