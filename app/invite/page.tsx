import type { Metadata } from "next";
import Link from "next/link";
import { userRoles } from "#server/contract/people";
import { EntryFrame } from "#components/auth/entry-frame";
import { InvitationForm } from "#components/people/invitation-form";
import { Button } from "#components/ui/button";
import { lookAtLink } from "../look-at-link.ts";

/** The link's token stands in the address: no other site gets to see where somebody came from. */
export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function InvitePage({ searchParams }: { searchParams: Search }) {
  const found = await lookAtLink("INVITATION", (await searchParams).token);
  if ("refusal" in found || found.link.kind !== "INVITATION") {
    return (
      <EntryFrame title="This invitation is no good" description={"refusal" in found ? found.refusal : null}>
        <Button asChild>
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </EntryFrame>
    );
  }
  const { role, invitedBy } = found.link;
  return (
    <EntryFrame
      title="Join Spiral"
      description={`${invitedBy} invites you. Role: ${userRoles[role].label}. ${userRoles[role].allows}`}
    >
      <InvitationForm token={found.token} />
    </EntryFrame>
  );
}
