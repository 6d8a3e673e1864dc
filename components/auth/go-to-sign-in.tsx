"use client";

import { useEffect } from "react";
import Link from "next/link";
import { EntryFrame } from "./entry-frame.tsx";

/** Leads to the sign-in page and, afterwards, back here. In the browser, because only it knows this page's address. */
export function GoToSignIn() {
  useEffect(() => {
    const here = `${window.location.pathname}${window.location.search}`;
    window.location.replace(`/sign-in?next=${encodeURIComponent(here)}`);
  }, []);
  return (
    <EntryFrame title="You are not signed in">
      <p>
        <Link href="/sign-in" className="text-accent underline underline-offset-2">
          Sign in
        </Link>
      </p>
    </EntryFrame>
  );
}
