import { originRules } from "../auth/guard.ts";
import type { OriginRules } from "../auth/origin.ts";
import type { Domain } from "../domain/domain.ts";
import { webDomain } from "../domain/web-domain.ts";

/** What downloads work with; tests bring their own. */
export interface DownloadServices {
  readonly domain: Domain;
  readonly rules: OriginRules;
}

/** Those of this process. */
export const downloadServices = (): DownloadServices => ({ domain: webDomain(), rules: originRules() });
