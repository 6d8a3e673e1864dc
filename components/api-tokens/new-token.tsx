"use client";

import { useSyncExternalStore } from "react";
import type { NewApiToken } from "#server/contract/api-tokens";
import { Callout } from "#components/ui/callout";
import { CodeBlock } from "#components/ui/code-block";
import { CopyButton } from "#components/ui/copy-button";

const subscribe = () => () => undefined;
/** Where this installation is, as this browser sees it. */
const useOrigin = (): string =>
  useSyncExternalStore(
    subscribe,
    () => window.location.origin,
    () => "",
  );

/** A token that was just made, this once, and how a program uses it. */
export function NewToken({ made: { token } }: { made: NewApiToken }) {
  const origin = useOrigin();
  return (
    <Callout
      tone="needs"
      title="Copy the token now: it is not shown again"
      action={<CopyButton text={token} label="Copy the token" />}
    >
      <code className="font-mono text-xs break-all text-ink">{token}</code>
      <CodeBlock
        label="How a program uses it"
        wrap
        className="mt-2"
        text={`curl -H "Authorization: Bearer $SPIRAL_TOKEN" ${origin}/api/trpc/viewer.me`}
      />
    </Callout>
  );
}
