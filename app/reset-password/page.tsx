import type { Metadata } from "next";
import Link from "next/link";
import { EntryFrame } from "#components/auth/entry-frame";
import { NewPasswordForm } from "#components/people/new-password-form";
import { Button } from "#components/ui/button";
import { lookAtLink } from "../look-at-link.ts";

/** The link's token stands in the address: no other site gets to see where somebody came from. */
export const metadata: Metadata = { title: "New password", referrer: "no-referrer" };

type Search = Promise<{ token?: string | string[] }>;

export default async function ResetPasswordPage({ searchParams }: { searchParams: Search }) {
  const found = await lookAtLink("PASSWORD", (await searchParams).token);
  if ("refusal" in found || found.link.kind !== "PASSWORD") {
    return (
      <EntryFrame title="This link is no good" description={"refusal" in found ? found.refusal : null}>
        <Button asChild>
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </EntryFrame>
    );
  }
  const { name, login } = found.link;
  return (
    <EntryFrame
      title="Choose a new password"
      description={`For ${name}, who signs in as ${login}. Every session of yours ends.`}
    >
      <NewPasswordForm token={found.token} login={login} />
    </EntryFrame>
  );
}
