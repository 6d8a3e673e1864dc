import type { Domain } from "../domain/domain.ts";
import { webDomain } from "../domain/web-domain.ts";
import { originRules } from "../auth/guard.ts";
import type { OriginRules } from "../auth/origin.ts";
import { env } from "../platform/env.ts";
import { sharedChanges, type Changes } from "../realtime/index.ts";

/** What the handler of tRPC works with; tests bring their own. */
export interface WebServices {
  readonly domain: Domain;
  readonly changes: () => Changes;
  readonly rules: OriginRules;
  readonly dataDir: string;
}

/** Those of this process. */
export const webServices = (): WebServices => {
  const domain = webDomain();
  return { domain, changes: () => sharedChanges(domain), rules: originRules(), dataDir: env().SPIRAL_DATA_DIR };
};
