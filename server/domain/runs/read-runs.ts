import type { Operation } from "../../contract/roles.ts";
import type { Reader } from "../domain.ts";
import { RunInput } from "./run-input.ts";

/** What a phase's run handed in: of one round, or (null) of the newest that succeeded. Null where there is none. */
export const runOutput = async (
  { prisma }: Reader,
  { phaseId, operation, round }: { phaseId: string; operation: Operation; round: number | null },
): Promise<unknown> => {
  const run = await prisma.run.findFirst({
    where: { phaseId, operation, status: "SUCCEEDED", ...(round !== null && { round }) },
    orderBy: { round: "desc" },
    select: { output: true },
  });
  return run?.output ?? null;
};

/** The human's newest instruction for a phase, given in answer to an escalation. */
export const userInstruction = async ({ prisma }: Reader, { phaseId }: { phaseId: string }): Promise<string | null> => {
  const runs = await prisma.run.findMany({
    where: { phaseId, operation: "IMPLEMENT" },
    orderBy: { round: "desc" },
    select: { input: true },
  });
  const instructions = runs.map(({ input }) => RunInput.parse(input).instruction);
  return instructions.find((instruction) => instruction?.from === "user")?.text ?? null;
};
