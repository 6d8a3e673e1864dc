import { viewerFromRequest } from "../auth/viewer.ts";
import type { Viewer } from "../contract/views.ts";
import type { Domain } from "../domain/domain.ts";
import { DomainError } from "../platform/errors.ts";
import { jsonAnswer } from "./json-answer.ts";

/** Who asks a handler beside tRPC, or the refusal: nobody, too often, or a token that may only read where it would write. */
export const requireViewer = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { headers, method }: Pick<Request, "headers" | "method">,
): Promise<{ readonly viewer: Viewer } | Response> => {
  try {
    const signedIn = await viewerFromRequest(domain, headers);
    if (signedIn === null) return jsonAnswer(401, { message: "Sign in first." });
    if (signedIn.readOnly && method !== "GET") return jsonAnswer(403, { message: "This token may only read." });
    return { viewer: signedIn.viewer };
  } catch (error) {
    if (error instanceof DomainError && error.code === "throttled") return jsonAnswer(429, { message: error.message });
    throw error;
  }
};
