"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { AlertRulesForm } from "./alert-rules-form.tsx";
import { SigningSecret } from "./signing-secret.tsx";
import { WebhookDeliveries } from "./webhook-deliveries.tsx";
import { WebhookForm } from "./webhook-form.tsx";

/** How soon a delivery that was just asked for shows what came of it. */
const refreshMs = 2_000;

/** When there is an alert, and whom it is told beside the people who look here. */
export function AlertSettings() {
  const trpc = useTRPC();
  const rules = useQuery(trpc.alerts.rules.queryOptions());
  const webhook = useQuery({ ...trpc.webhook.state.queryOptions(), refetchInterval: refreshMs });
  const [secret, setSecret] = useState<string | null>(null);
  const error = rules.error ?? webhook.error;
  if (rules.data !== undefined && webhook.data !== undefined) {
    return (
      <div className="flex flex-col gap-4">
        <AlertRulesForm saved={rules.data} />
        <WebhookForm key={webhook.data.url} webhook={webhook.data} onSecret={setSecret} />
        <SigningSecret shown={secret} lastFour={webhook.data.secretLastFour} />
        <WebhookDeliveries deliveries={webhook.data.deliveries} />
      </div>
    );
  }
  return error === null ? (
    <Panel className="p-4">
      <LoadingNote>Loading the rules</LoadingNote>
      <Skeleton className="h-28" />
    </Panel>
  ) : (
    <ErrorState
      title="The rules could not be loaded"
      reason={messageOf(error)}
      onRetry={() => {
        void rules.refetch();
        void webhook.refetch();
      }}
      retrying={rules.isFetching || webhook.isFetching}
    />
  );
}
