import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safeNextPath } from "#client/auth/next-path";
import { EntryFrame } from "#components/auth/entry-frame";
import { SignInForm } from "#components/auth/sign-in-form";
import { pageCaller } from "../page-caller.ts";

export const metadata: Metadata = { title: "Sign in" };

type Search = Promise<{ next?: string | string[] }>;

export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const { next } = await searchParams;
  const path = safeNextPath(typeof next === "string" ? next : null);
  const { viewer, call } = await pageCaller();
  if (viewer !== null) redirect(path);
  if ((await call.setup.status()).needed) redirect("/setup");
  return (
    <EntryFrame title="Sign in">
      <SignInForm next={path} />
    </EntryFrame>
  );
}
