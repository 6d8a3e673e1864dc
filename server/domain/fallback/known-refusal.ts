import type { ProviderError } from "../../contract/errors.ts";
import type { Tx } from "../domain.ts";

/** Whether people have been told, by a project that stands still for it, what Claude refuses all with. */
export const isRefusalKnown = async (tx: Tx, { class: cls }: ProviderError): Promise<boolean> => {
  const holds = [{ hold: { path: ["reason"], equals: "provider" } }, { hold: { path: ["class"], equals: cls } }];
  const projects = await tx.project.findMany({
    where: { status: "WAITING", scenario: null, AND: holds },
    select: { id: true },
  });
  for (const { id: projectId } of projects) {
    const last = await tx.attempt.findFirst({
      where: { run: { projectId }, provider: { not: null } },
      orderBy: { startedAt: "desc" },
      select: { provider: true },
    });
    // A local model's server may refuse, too.
    if (last !== null && last.provider !== "ollama") return true;
  }
  return false;
};
