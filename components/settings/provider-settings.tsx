"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { providerLabels } from "#server/contract/provider-kinds";
import type { ProviderState } from "#server/contract/views";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { InlineCode } from "#components/ui/inline-code";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { Findings } from "#components/system/welcome-page";
import { PrivateAddressLine } from "./private-address.tsx";
import { ProviderForm } from "./provider-form.tsx";
import { ProviderTest } from "./provider-test.tsx";
import { RemoveKey } from "./remove-key.tsx";
import { StoredKeyLine, type StoredKey } from "./stored-key.tsx";
import { SubscriptionOwner } from "./subscription-owner.tsx";

/** Who thinks, with which key, at which address; and a test that costs nothing. */
export function ProviderSettings({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const state = useQuery(trpc.providers.state.queryOptions());
  if (state.data === undefined) {
    return state.error === null ? (
      <Panel className="flex flex-col gap-3 p-4">
        <LoadingNote>Loading the provider</LoadingNote>
        <Skeleton className="w-48" />
        <Skeleton className="w-72" />
      </Panel>
    ) : (
      <ErrorState
        title="The provider could not be loaded"
        reason={messageOf(state.error)}
        onRetry={() => void state.refetch()}
        retrying={state.isFetching}
      />
    );
  }
  return <ProviderPanel state={state.data} canEdit={canEdit} />;
}

function ProviderPanel({ state, canEdit }: { state: ProviderState; canEdit: boolean }) {
  const [editing, setEditing] = useState(false);
  const [newest, setNewest] = useState<StoredKey | null>(null);
  const { apiKey, baseUrl } = state;
  const stored = apiKey?.source === "settings";
  return (
    <div className="flex flex-col gap-3">
      <ActiveProvider state={state} />
      <Panel className="divide-y divide-line">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3">
          <div className="flex min-w-0 flex-1 basis-56 flex-col">
            <span className="font-medium">Anthropic API key</span>
            <span className="text-muted">{apiKey === null ? "None." : <KeyLine apiKey={apiKey} />}</span>
            {newest === null || !stored ? null : <StoredKeyLine stored={newest} />}
            {baseUrl === null ? null : (
              <span className="break-all text-muted">
                Sent to <span className="font-mono text-xs text-ink">{baseUrl}</span>
              </span>
            )}
            {stored && state.privateAddress ? <PrivateAddressLine canEdit={canEdit} /> : null}
          </div>
          {canEdit && !editing ? (
            <div className="flex gap-2">
              {stored ? <RemoveKey /> : null}
              <Button
                variant={apiKey === null ? "primary" : "secondary"}
                onClick={() => {
                  setNewest(null);
                  setEditing(true);
                }}
              >
                {stored ? "Replace key" : "Enter a key"}
              </Button>
            </div>
          ) : null}
        </div>
        {editing ? (
          <ProviderForm
            state={state}
            onStored={(entered) => {
              setNewest(entered);
              setEditing(false);
            }}
            onCancel={() => setEditing(false)}
          />
        ) : null}
        {state.subscription === null ? null : <SubscriptionOwner subscription={state.subscription} canEdit={canEdit} />}
        {canEdit && !editing && state.active !== null && state.active !== "scripted" ? <ProviderTest /> : null}
      </Panel>
      <h3 className="mt-3 text-sm font-medium">On the runner&apos;s machine</h3>
      <Findings only={["claudeCode", "ollama"]} />
    </div>
  );
}

function KeyLine({ apiKey }: { apiKey: NonNullable<ProviderState["apiKey"]> }) {
  return (
    <>
      Ends in <span className="font-mono text-xs text-ink">{apiKey.lastFour}</span>,{" "}
      {apiKey.source === "settings"
        ? "stored encrypted."
        : "from ANTHROPIC_API_KEY in the server's environment. A key entered here takes its place."}
    </>
  );
}

function ActiveProvider({ state }: { state: ProviderState }) {
  if (state.active === null || state.active === "scripted") {
    return (
      <Callout tone="needs" title="Only the samples can run">
        <InlineCode text={state.fix ?? "Enter an API key, or sign in to Claude Code on this machine."} />
      </Callout>
    );
  }
  const { name, detail } = providerLabels[state.active];
  return (
    <Callout tone="done" title={`${name} · ${detail}`}>
      Your projects run on it. Test it to see whether it answers.
    </Callout>
  );
}
