/** Requests to the handlers under /api/auth; server/auth/handle-auth.ts says what they take and answer. */

/** Done, or why not, in words for people. */
export type AuthResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

const unreachable: AuthResult = {
  ok: false,
  message: "The server did not answer. Check that Spiral is still running and that you are connected.",
};

const textAt = (body: unknown, name: string): string | null => {
  if (typeof body !== "object" || body === null) return null;
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : null;
};

/** Posts fields with their cross-site token. Never throws: no answer is an answer too. */
export const postAuth = async (
  path: "callback/credentials" | "signout",
  fields: Readonly<Record<string, string>>,
): Promise<AuthResult> => {
  try {
    const token: unknown = await (await fetch("/api/auth/csrf")).json();
    const response = await fetch(`/api/auth/${path}`, {
      method: "POST",
      // JSON is all that the server accepts: a form on another site could send anything else.
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...fields, csrfToken: textAt(token, "csrfToken") ?? "" }),
    });
    if (response.ok) return { ok: true };
    const body: unknown = await response.json();
    return { ok: false, message: textAt(body, "message") ?? unreachable.message };
  } catch {
    return unreachable;
  }
};
