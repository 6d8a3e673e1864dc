import type { IncomingHttpHeaders } from "node:http";
import { invalidRequest } from "./api-error.ts";
import { blocksOf } from "./conversation.ts";
import type { CountTokensRequest } from "./request.ts";

/**
 * What depends on the headers `anthropic-version` and `anthropic-beta`. Both versions are in use at the same time:
 * Claude Code 2.1 sends 2023-06-01, @anthropic-ai/sdk 1.x sends 2026-10-21.
 */
const apiVersions = ["2023-06-01", "2026-10-21"] as const;
type ApiVersion = (typeof apiVersions)[number];

export interface ApiHeaders {
  readonly version: ApiVersion;
  readonly betas: readonly string[];
}

/** @throws ApiRefusal (400) without a version that exists */
export const readApiHeaders = (headers: IncomingHttpHeaders): ApiHeaders => {
  const version = apiVersions.find((known) => known === headers["anthropic-version"]);
  if (version === undefined) throw invalidRequest("anthropic-version: header is required");
  const betas = String(headers["anthropic-beta"] ?? "").split(",");
  return { version, betas: betas.map((beta) => beta.trim()) };
};

/** Parameters that exist only with a beta header, by the beginning of the beta's name. */
const betaParameters = { context_management: "context-management-" } as const;

const samplingParameters = ["temperature", "top_p", "top_k"] as const;

const notPermitted = (parameter: string) => invalidRequest(`${parameter}: Extra inputs are not permitted`);

/** @throws ApiRefusal (400) for parameters that this version, or the lack of a beta, does not permit */
export const checkVersion = (
  request: CountTokensRequest & { temperature?: number | undefined },
  { version, betas }: ApiHeaders,
): void => {
  for (const [parameter, prefix] of Object.entries(betaParameters)) {
    if (Object.hasOwn(request, parameter) && !betas.some((beta) => beta.startsWith(prefix)))
      throw notPermitted(parameter);
  }
  switch (version) {
    case "2023-06-01":
      // Newer models take only the default here; the next version knows no sampling parameters at all.
      if (request.temperature !== undefined && request.temperature !== 1) {
        throw invalidRequest("temperature: This model supports only the default value of 1.");
      }
      return;
    case "2026-10-21":
      for (const parameter of samplingParameters) if (Object.hasOwn(request, parameter)) throw notPermitted(parameter);
      for (const [index, message] of request.messages.entries()) {
        const cited = blocksOf(message).some((block) => block.type === "text" && (block.citations ?? []).length > 0);
        if (message.role === "user" && cited)
          throw invalidRequest(`messages.${index}: citations are not permitted in user messages`);
      }
  }
};
