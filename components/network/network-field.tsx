"use client";

import { useQuery } from "@tanstack/react-query";
import { listWords, type NetworkDraft } from "#client/network/network-choice";
import { useTRPC } from "#components/trpc";
import { RadioGroup } from "#components/ui/radio-group";
import { HostsField } from "./hosts-field.tsx";

interface NetworkFieldProps {
  draft: NetworkDraft;
  /** A private project has no network but hosts of its own list. */
  isPrivate?: boolean;
  onChange: (part: Partial<NetworkDraft>) => void;
  /** What is wrong with the list. */
  error: string | undefined;
}

/** What a project's processes may reach. */
export function NetworkField({ draft, isPrivate = false, onChange, error }: NetworkFieldProps) {
  const trpc = useTRPC();
  const { data: standard } = useQuery(trpc.settings.network.queryOptions());
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup
        legend="Network"
        value={isPrivate && draft.network === "standard" ? "none" : draft.network}
        onValueChange={(network) => onChange({ network })}
        options={[
          ...(isPrivate
            ? []
            : [
                {
                  value: "standard" as const,
                  label: "Package registries",
                  description: (
                    <span className="break-words">
                      {standard === undefined ? "The list in the settings." : `${listWords(standard.hosts)}.`}
                    </span>
                  ),
                },
              ]),
          { value: "none", label: "No network", description: "Nothing can be downloaded or sent." },
          { value: "own", label: "These hosts", description: "Your own list, and nothing else." },
        ]}
      />
      {draft.network === "own" ? (
        <HostsField
          name="egressHosts"
          value={draft.hosts}
          onValueChange={(hosts) => onChange({ hosts })}
          error={error}
        />
      ) : null}
    </div>
  );
}
