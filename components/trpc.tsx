"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { useState, type ReactNode } from "react";
import superjson from "superjson";
import { confirmLink } from "#client/auth/confirm-link";
import { isRefusedForGood, isUnauthorized } from "#client/request-error";
import type { AppRouter } from "../server/trpc/root.ts";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/**
 * `useTRPC()` gives options for React Query (`useQuery(trpc.projects.list.queryOptions({}))`); `useTRPCClient()` the
 * plain client, for calls outside of rendering.
 */
export { useTRPC, useTRPCClient };

const url = "/api/trpc";

/** Browsers let so many bytes of a request outlive its page. */
const keptAlive = 60_000;

type HTTPLinkFetch = NonNullable<Parameters<typeof httpLink>[0]["fetch"]>;

const outliving: HTTPLinkFetch = (input, init) => {
  const keepalive = typeof init?.body === "string" && init.body.length < keptAlive;
  return fetch(input, { ...init, signal: init?.signal ?? null, keepalive });
};

const createClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      confirmLink,
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url, transformer: superjson }),
        false: splitLink({
          // What must reach the server although the page is being left goes by itself, and outlives it.
          condition: ({ context }) => context["leaving"] === true,
          true: httpLink({ url, transformer: superjson, fetch: outliving }),
          // The server refuses larger batches.
          false: httpBatchLink({ url, transformer: superjson, maxItems: 10 }),
        }),
      }),
    ],
  });

/** The session has ended: sign in, then come back to the same page. */
const goToSignIn = (): void => {
  if (window.location.pathname === "/sign-in") return;
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
};

const createQueryClient = (): QueryClient => {
  const onError = (error: Error): void => {
    if (isUnauthorized(error)) goToSignIn();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Also where the browser believes to be offline: the server may be this very machine.
        networkMode: "always",
        // The stream says when something changed; this only spares repeated reads while pages are switched.
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && !isRefusedForGood(error),
      },
      // What a person asked for is not asked again behind their back: it may have taken effect.
      mutations: { networkMode: "always", retry: false },
    },
  });
};

/** Gives all components below the tRPC client and React Query's cache. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(createClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
