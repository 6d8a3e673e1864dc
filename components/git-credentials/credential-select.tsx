"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { hostAndPort, parseGitUrl } from "#server/contract/sources";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { CredentialDialog } from "./credential-dialog.tsx";

interface CredentialSelectProps {
  /** Only what was stored for its host is offered. */
  url: string;
  value: string;
  onValueChange: (credentialId: string) => void;
  error?: string | undefined;
}

/** Which of one's own credentials opens a repository; another one can be stored on the way. */
export function CredentialSelect({ url, value, onValueChange, error }: CredentialSelectProps) {
  const trpc = useTRPC();
  const [adding, setAdding] = useState(false);
  const { data: credentials = [] } = useQuery(trpc.gitCredentials.list.queryOptions());
  const address = parseGitUrl(url);
  const fitting =
    "problem" in address
      ? credentials
      : credentials.filter(
          ({ host, kind }) => host === hostAndPort(address) && (kind === "ssh_key") === (address.transport === "ssh"),
        );
  return (
    <>
      <Field
        label="Credential"
        error={error}
        hint={
          fitting.length === 0 && !("problem" in address) ? `None is stored for ${address.host}.` : "For private ones."
        }
      >
        <div className="flex gap-1.5">
          <div className="min-w-0 flex-1">
            <Select
              name="credentialId"
              aria-label="Credential"
              value={fitting.some(({ id }) => id === value) ? value : ""}
              onChange={(event) => onValueChange(event.target.value)}
            >
              <option value="">None</option>
              {fitting.map(({ id, name, host, lastFour }) => (
                <option key={id} value={id}>
                  {name} ({host.replace(/:(443|22)$/, "")}
                  {lastFour === "" ? "" : `, …${lastFour}`})
                </option>
              ))}
            </Select>
          </div>
          {/* Without a tooltip: the focus comes back here when the dialog closes, and a hint would open with it. */}
          <Button
            aria-label="Store a credential"
            className="w-8 px-0 pointer-coarse:w-10"
            onClick={() => setAdding(true)}
          >
            <Plus aria-hidden />
          </Button>
        </div>
      </Field>
      <CredentialDialog
        open={adding}
        onOpenChange={setAdding}
        url={"problem" in address ? "" : url}
        onCreated={onValueChange}
      />
    </>
  );
}
