import { accountLinksRouter } from "./account-links/router.ts";
import { agentsRouter } from "./agents/router.ts";
import { alertsRouter } from "./alerts/router.ts";
import { apiTokensRouter } from "./api-tokens/router.ts";
import { asksRouter } from "./asks/router.ts";
import { auditRouter } from "./audit/router.ts";
import { budgetsRouter } from "./budgets/router.ts";
import { eventsRouter } from "./events/router.ts";
import { exportsRouter } from "./exports/router.ts";
import { gitCredentialsRouter } from "./git-credentials/router.ts";
import { fallbackRouter } from "./fallback/router.ts";
import { inboxRouter } from "./inbox/router.ts";
import { liveRouter } from "./live/router.ts";
import { localModelsRouter } from "./local-models/router.ts";
import { permissionsRouter } from "./permissions/router.ts";
import { pricesRouter } from "./prices/router.ts";
import { projectsRouter } from "./projects/router.ts";
import { providersRouter } from "./providers/router.ts";
import { settingsRouter } from "./settings/router.ts";
import { setupRouter } from "./setup/router.ts";
import { systemRouter } from "./system/router.ts";
import { templatesRouter } from "./templates/router.ts";
import { toolsRouter } from "./tools/router.ts";
import { router } from "./trpc.ts";
import { usageRouter } from "./usage/router.ts";
import { usersRouter } from "./users/router.ts";
import { viewerRouter } from "./viewer/router.ts";
import { webhookRouter } from "./webhook/router.ts";
import { workspaceRouter } from "./workspace/router.ts";

export const appRouter = router({
  viewer: viewerRouter,
  users: usersRouter,
  apiTokens: apiTokensRouter,
  accountLinks: accountLinksRouter,
  templates: templatesRouter,
  setup: setupRouter,
  projects: projectsRouter,
  events: eventsRouter,
  live: liveRouter,
  agents: agentsRouter,
  asks: asksRouter,
  inbox: inboxRouter,
  permissions: permissionsRouter,
  tools: toolsRouter,
  audit: auditRouter,
  budgets: budgetsRouter,
  alerts: alertsRouter,
  webhook: webhookRouter,
  workspace: workspaceRouter,
  exports: exportsRouter,
  gitCredentials: gitCredentialsRouter,
  settings: settingsRouter,
  prices: pricesRouter,
  providers: providersRouter,
  localModels: localModelsRouter,
  fallback: fallbackRouter,
  system: systemRouter,
  usage: usageRouter,
});

/** All that the browser knows of the server: types only. */
export type AppRouter = typeof appRouter;
