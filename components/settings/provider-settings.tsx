"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { providerLabels } from "#server/contract/provider-kinds";
import type { FallbackView } from "#server/contract/fallback";
import type { ProviderState } from "#server/contract/provider-state";
import type { SystemFinding } from "#server/contract/views";
import { sectionHref } from "#client/settings/sections";
import { messageOf } from "#client/request-error";
import { activeWords, elsewhereWords } from "#client/shell/provider-words";
import { useClock } from "#client/ui/use-now";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { InlineCode } from "#components/ui/inline-code";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { PrivateAddressLine } from "./private-address.tsx";
import { ProviderForm } from "./provider-form.tsx";
import { ProviderRow } from "./provider-row.tsx";
import { RemoveKey } from "./remove-key.tsx";
import { StoredKeyLine, type StoredKey } from "./stored-key.tsx";
import { SubscriptionOwner } from "./subscription-owner.tsx";

/** Who thinks, with which key, at which address; and for each a test that costs nothing. */
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
  const trpc = useTRPC();
  const { data: findings } = useQuery(trpc.system.findings.queryOptions());
  const { data: fallback } = useQuery(trpc.fallback.state.queryOptions(undefined, { refetchInterval: 10_000 }));
  const elsewhere = elsewhereWords(findings?.ollama, fallback);
  const [editing, setEditing] = useState(false);
  const [newest, setNewest] = useState<StoredKey | null>(null);
  const { apiKey, baseUrl } = state;
  const stored = apiKey?.source === "settings";
  const canTest = canEdit && !editing;
  return (
    <div className="flex flex-col gap-3">
      <ActiveProvider state={state} fallback={fallback} />
      <Panel className="divide-y divide-line">
        <ProviderRow
          provider="anthropic_api"
          name="Anthropic API key"
          canTest={canTest && apiKey !== null}
          detail={
            <>
              <span>{apiKey === null ? "None." : <KeyLine apiKey={apiKey} />}</span>
              {newest === null || !stored ? null : <StoredKeyLine stored={newest} />}
              {baseUrl === null ? null : (
                <span className="break-all">
                  Sent to <span className="font-mono text-xs text-ink">{baseUrl}</span>
                </span>
              )}
              {stored && state.privateAddress ? <PrivateAddressLine canEdit={canEdit} /> : null}
            </>
          }
          actions={
            canTest ? (
              <>
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
              </>
            ) : null
          }
        />
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
        <ProviderRow
          provider="claude_subscription"
          name="Claude Code"
          canTest={canTest}
          found={findings?.claudeCode}
          detail={<FoundLine finding={findings?.claudeCode} />}
        />
        {state.subscription === null ? null : <SubscriptionOwner subscription={state.subscription} canEdit={canEdit} />}
        <ProviderRow
          provider="ollama"
          name="Ollama"
          canTest={canTest}
          found={findings?.ollama}
          detail={
            <>
              <FoundLine finding={findings?.ollama} isNeeded={elsewhere === null} />
              {elsewhere === null ? null : <span>{elsewhere}</span>}
              <span>
                Further servers and their models:{" "}
                <Link href={sectionHref("fallback")} className="text-accent underline underline-offset-2">
                  Fallback
                </Link>
              </span>
            </>
          }
        />
      </Panel>
      <p className="text-xs text-muted">
        A test costs nothing: a key is tried with the list of models, Claude Code and Ollama are asked on the runner's
        machine.
      </p>
    </div>
  );
}

/** What a runner found when it looked last. */
function FoundLine({ finding, isNeeded = true }: { finding: SystemFinding | undefined; isNeeded?: boolean }) {
  if (finding === undefined) return <Skeleton className="w-56" />;
  return (
    <>
      <span>
        <InlineCode text={finding.detail} />
      </span>
      {finding.fix === null || !isNeeded ? null : (
        <span>
          <InlineCode text={finding.fix} />
        </span>
      )}
    </>
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

function ActiveProvider({ state, fallback }: { state: ProviderState; fallback: FallbackView | undefined }) {
  const now = useClock();
  if (state.active === null || state.active === "scripted") {
    return (
      <Callout tone="needs" title="Only the samples can run">
        <InlineCode text={state.fix ?? "Enter an API key, or sign in to Claude Code on this machine."} />
      </Callout>
    );
  }
  const { name, detail } = providerLabels[state.active];
  const title = `${name} · ${detail}`;
  const test = "Test it to see whether it answers.";
  if (fallback === undefined) {
    return (
      <Callout tone="neutral" title={title}>
        {test}
      </Callout>
    );
  }
  const { tone, words } = activeWords(state.active, fallback, now);
  return (
    <Callout tone={tone} title={title}>
      {words} {test}
    </Callout>
  );
}
