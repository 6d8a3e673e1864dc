import type { Domain } from "../domain/domain.ts";
import { staysOnThisMachine } from "../domain/local-models/index.ts";
import type { Lease } from "../domain/runs/index.ts";
import type { RunAccount } from "./account-for-run.ts";

/** Read anew for every call: it may have been made private since the attempt began. */
export const isPrivate = async ({ prisma }: Domain, { projectId }: Pick<Lease, "projectId">): Promise<boolean> =>
  (await prisma.project.count({ where: { id: projectId, private: true } })) > 0;

/** Whoever was chosen before the project was made private may be elsewhere. */
export const isOnThisMachine = async (
  domain: Domain,
  { account: { baseUrl }, model }: Pick<RunAccount, "account" | "model">,
): Promise<boolean> => baseUrl !== null && (await staysOnThisMachine(domain, { hostUrl: baseUrl, model }));
