import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { GoToSignIn } from "#components/auth/go-to-sign-in";
import { Dashboard } from "#components/shell/dashboard";
import { pageCaller } from "../page-caller.ts";

/** Around every page that needs somebody to be signed in. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { viewer, call } = await pageCaller();
  if (viewer !== null) return <Dashboard viewer={viewer}>{children}</Dashboard>;
  const { needed } = await call.setup.status();
  if (needed) redirect("/setup");
  return <GoToSignIn />;
}
