import { isDeepStrictEqual } from "node:util";
import { HostRules, needsAdmin, type HostRule, type NetworkView } from "../../contract/egress.ts";
import { Prisma } from "../../db/generated/client.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Reader, Tx } from "../domain.ts";
import { readSettings, refuseUnreachable } from "../settings/index.ts";

/** What is stored and cannot be read (an older version wrote it) allows nothing. */
const StoredHosts = HostRules.nullable().catch([]);

const notFound = (): DomainError => new DomainError("not_found", "This project does not exist, or you may not see it.");

const ownNetwork = async (
  tx: Tx,
  projectId: string,
): Promise<{ readonly own: HostRule[] | null; readonly private: boolean }> => {
  const project = await tx.project.findUnique({
    where: { id: projectId },
    select: { egressHosts: true, private: true },
  });
  if (project === null) throw notFound();
  return { own: StoredHosts.parse(project.egressHosts), private: project.private };
};

/** A project's own list and the installation's. Error: not_found. */
export const projectNetwork = async ({ prisma }: Reader, projectId: string): Promise<NetworkView> => ({
  ...(await ownNetwork(prisma, projectId)),
  standard: (await readSettings({ prisma }))["sandbox.egressHosts"],
});

/**
 * What the next attempt of a project may reach: its own list, else the installation's, which a private project does not
 * go by. Error: not_found.
 */
export const projectEgressHosts = async (domain: Reader, projectId: string): Promise<readonly HostRule[]> => {
  const { own, standard, private: isPrivate } = await projectNetwork(domain, projectId);
  return own ?? (isPrivate ? [] : standard);
};

/**
 * Changes a project's list in the caller's transaction, with its audit entry; one that stays as it was writes nothing.
 * Whoever is no admin may keep what an admin has listed, but not list what leads into a private network.
 * @throws DomainError forbidden, invalid, not_found
 */
export const setEgressHosts = async (
  tx: Tx,
  { projectId, hosts, actorId }: { projectId: string; hosts: readonly HostRule[] | null; actorId: string },
): Promise<void> => {
  await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
  const { own: previous } = await ownNetwork(tx, projectId);
  if (isDeepStrictEqual(previous, hosts)) return;
  refuseUnreachable(hosts ?? []);
  const added = (hosts ?? []).filter((rule) => needsAdmin(rule) && previous?.includes(rule) !== true);
  if (added.length > 0) {
    const actor = await tx.user.findUnique({ where: { id: actorId }, select: { role: true } });
    if (actor?.role !== "ADMIN")
      throw new DomainError(
        "forbidden",
        `Only an admin may list an address, or a host in a private network: ${added.join(", ")}. Leave it out, or ask an admin.`,
      );
  }
  await tx.project.update({
    where: { id: projectId },
    data: { egressHosts: hosts === null ? Prisma.DbNull : [...hosts] },
  });
  const detail = { from: inWords(previous), to: inWords(hosts) };
  await appendAudit(tx, { actorId, action: "project.network_changed", subjectId: projectId, detail });
};

/** As the audit log has it: null where the project goes by the installation's list. */
const inWords = (hosts: readonly HostRule[] | null): string | null => hosts?.join(", ") ?? null;

/** Changes what a project's processes may reach, from the next attempt on. Errors: forbidden, not_found. */
export const updateProjectNetwork = async (
  { prisma }: Pick<Domain, "prisma">,
  options: { projectId: string; hosts: readonly HostRule[] | null; actorId: string },
): Promise<void> => {
  await prisma.$transaction((tx) => setEgressHosts(tx, options));
};
