import type { Domain } from "../domain.ts";
import { candidatesInOrder, isThisMachine, readCandidates, type Candidate } from "./choose-model.ts";

/** Models that are to have passed: the one that is used, and one for what it fails at. */
const wantedPassed = 2;

/**
 * The models that agents may be sent to, best first: those; the best of another server, for when the first one's is away;
 * the best that stays on this machine, for private projects; whatever a waiting project's phase names; and those at whose
 * check the server failed.
 */
export const wantedModels = async (domain: Pick<Domain, "prisma" | "environment">): Promise<readonly Candidate[]> => {
  const { candidates, order } = await readCandidates(domain);
  const all = candidatesInOrder(candidates, order);
  // One that its server could not run takes nobody's place: it may never be able to.
  const inOrder = all.filter(({ checkNotBefore }) => checkNotBefore === null);
  const again = all.filter(({ checkNotBefore }) => checkNotBefore !== null);
  const elsewhere = inOrder.find(({ hostUrl }) => hostUrl !== inOrder[0]?.hostUrl);
  const here = inOrder.find(({ runsAt, hostUrl }) => runsAt === null && isThisMachine(hostUrl));
  const named = await namedByWaitingPhases(domain);
  const [first, last] = [inOrder.slice(0, wantedPassed), inOrder.filter(({ name }) => named.has(name))];
  return [...new Set([...first, elsewhere, here, ...last, ...again])].filter((one) => one !== undefined);
};

const namedByWaitingPhases = async ({ prisma }: Pick<Domain, "prisma">): Promise<ReadonlySet<string | null>> => {
  const phases = await prisma.phase.findMany({
    where: {
      provider: "local",
      model: { not: null },
      status: { notIn: ["ACCEPTED", "SKIPPED"] },
      project: { status: "WAITING" },
    },
    select: { model: true },
  });
  return new Set(phases.map(({ model }) => model));
};
