import type { Metadata } from "next";
import Link from "next/link";
import { EntryFrame } from "#components/auth/entry-frame";
import { SetupForm } from "#components/setup/setup-form";
import { SetupLinkHint } from "#components/setup/setup-link-hint";
import { Button } from "#components/ui/button";
import { pageCaller } from "../page-caller.ts";

/** The link's token stands in the address: no other site gets to see where somebody came from. */
export const metadata: Metadata = { title: "Set up", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function SetupPage({ searchParams }: { searchParams: Search }) {
  const { token } = await searchParams;
  const { call } = await pageCaller();
  if (!(await call.setup.status()).needed) {
    return (
      <EntryFrame title="Spiral is set up" description="This page has done its work and stays closed. Sign in instead.">
        <Button asChild variant="primary">
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </EntryFrame>
    );
  }
  if (typeof token !== "string" || token === "") {
    return (
      <EntryFrame title="Open the setup link" description="Spiral is running and nobody has set it up yet.">
        <SetupLinkHint />
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title="Set up Spiral" description="You are the first one here, and become its administrator.">
      <SetupForm token={token} />
    </EntryFrame>
  );
}
