import { toast } from "#client/ui/toast-store";
import { postAuth } from "./auth-request.ts";

/** Ends this browser's session, then loads the sign-in page afresh so that nothing of the old one stays in memory. */
export const signOut = async (): Promise<void> => {
  const result = await postAuth("signout", {});
  if (result.ok) window.location.assign("/sign-in");
  else toast.failed("You could not be signed out", { detail: result.message });
};
