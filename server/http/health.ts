import { originRules } from "../auth/guard.ts";
import { type OriginRules, refuseHost } from "../auth/origin.ts";
import type { HealthStatus, HealthView } from "../contract/views.ts";
import type { Domain } from "../domain/domain.ts";
import { readHealth } from "../domain/health/index.ts";
import { webDomain } from "../domain/web-domain.ts";
import { env } from "../platform/env.ts";
import { jsonAnswer } from "./json-answer.ts";

export interface HealthServices {
  readonly domain: Pick<Domain, "prisma" | "clock" | "environment">;
  readonly rules: OriginRules;
  readonly dataDir: string;
}

const webServices = (): HealthServices => ({
  domain: webDomain(),
  rules: originRules(),
  dataDir: env().SPIRAL_DATA_DIR,
});

const httpStatus = { healthy: 200, degraded: 200, unhealthy: 503 } as const satisfies Record<HealthStatus, number>;

/** How long one measurement answers for: a public address must not be a way to keep the database busy. */
const keepMs = 1_000;
const measured = new WeakMap<HealthServices["domain"], { readonly at: number; readonly view: Promise<HealthView> }>();

const measure = ({ domain, dataDir }: HealthServices): Promise<HealthView> => {
  const now = domain.clock.now().getTime();
  const last = measured.get(domain);
  if (last !== undefined && now - last.at < keepMs) return last.view;
  const view = readHealth(domain, { dataDir });
  measured.set(domain, { at: now, view });
  return view;
};

/** GET /api/health: the state of every component, for people and for whoever restarts things. Public, without secrets. */
export const handleHealth = async (request: Request, services: HealthServices = webServices()): Promise<Response> => {
  const refusal = refuseHost(request.headers, services.rules);
  if (refusal !== null) return jsonAnswer(refusal.status, { message: refusal.message });
  const view = await measure(services);
  return jsonAnswer(httpStatus[view.status], view);
};
