import type { ProviderWish } from "../../contract/fallback.ts";
import { DomainError } from "../../platform/errors.ts";
import { currentAccount, nobodyFix } from "../accounts/index.ts";
import type { Domain } from "../domain.ts";
import { makeBreakersDue } from "../fallback/index.ts";
import { readyLocalModels } from "../local-models/index.ts";

const noAccount =
  "There is no account of Claude's to do this phase with. Enter an Anthropic API key in Settings, or sign in to Claude Code on the machine of the runner.";

/**
 * Makes sure that whom a person chose for a phase can work on it, before anything of the phase is put back. Claude is
 * tried even where its limit is not known to be over. A sample's providers are both played, and always there.
 * @throws DomainError not_found; conflict: a private project and Claude; unavailable: with what is missing
 */
export const assertProviderReady = async (
  domain: Domain,
  { projectId, provider, model }: { projectId: string; provider: ProviderWish | null; model: string | null },
): Promise<void> => {
  if (provider === null) return;
  const project = await domain.prisma.project.findUnique({
    where: { id: projectId },
    select: { private: true, scenario: true, ownerId: true },
  });
  if (project === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
  if (provider === "claude") {
    if (project.private)
      throw new DomainError(
        "conflict",
        "This project is private, so Claude does not get to see it. Choose a local model.",
      );
    if (project.scenario === null) {
      const account = await currentAccount(domain, project.ownerId);
      if (account.kind === "ollama") throw new DomainError("unavailable", noAccount);
      // Who asks for Claude is not helped by a local model or a sample.
      if (account.kind === null)
        throw new DomainError("unavailable", account.fix === nobodyFix ? noAccount : account.fix);
    }
    return makeBreakersDue(domain, { projectId });
  }
  if (project.scenario !== null) return;
  const ready = (await readyLocalModels(domain, { onThisMachine: project.private })).map((local) => local.model);
  if (ready.length === 0)
    throw new DomainError("unavailable", "No local model is ready. Settings, Fallback says what is missing.");
  if (model !== null && !ready.includes(model))
    throw new DomainError("unavailable", `${model} is not ready. These local models are: ${ready.join(", ")}.`);
};
