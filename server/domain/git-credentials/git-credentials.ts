import { z } from "zod";
import { CreateGitCredentialInput, type GitCredentialView } from "../../contract/git-credentials.ts";
import { Prisma } from "../../db/generated/client.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Reader } from "../domain.ts";
import { removeSecret, storeSecret } from "../secrets/index.ts";

export const CredentialKind = z.enum(["token", "ssh_key"]);

/** A user's own; nobody else's, whatever their role: what opens a host is lent to nobody. */
export const listGitCredentials = async (
  { prisma }: Reader,
  { ownerId }: { ownerId: string },
): Promise<GitCredentialView[]> => {
  const rows = await prisma.gitCredential.findMany({ where: { ownerId }, orderBy: { name: "asc" } });
  const secrets = await prisma.secret.findMany({
    where: { name: { in: rows.map(({ id }) => `git.${id}`) } },
    select: { name: true, lastFour: true },
  });
  const ends = new Map(secrets.map(({ name, lastFour }) => [name, lastFour]));
  return rows.map(({ id, name, kind, host, createdAt }) => ({
    id,
    name,
    kind: CredentialKind.parse(kind),
    host,
    lastFour: ends.get(`git.${id}`) ?? "",
    createdAt,
  }));
};

/** Error: conflict, when the name is taken. */
export const createGitCredential = async (
  { prisma }: Pick<Domain, "prisma">,
  { ownerId, input }: { ownerId: string; input: CreateGitCredentialInput },
): Promise<{ credentialId: string }> => {
  const parsed = CreateGitCredentialInput.parse(input);
  const credentialId = newId("gitCredential");
  const { name, kind, host } = parsed;
  await prisma
    .$transaction(async (tx) => {
      await tx.gitCredential.create({
        data: {
          id: credentialId,
          ownerId,
          name,
          kind,
          host,
          ...(parsed.kind === "token"
            ? { username: parsed.username === "" ? null : parsed.username }
            : { knownHosts: parsed.knownHosts }),
        },
      });
      const value = parsed.kind === "token" ? parsed.token : parsed.privateKey;
      await storeSecret(tx, {
        name: `git.${credentialId}`,
        value,
        actorId: ownerId,
        // A key ends with a line that all keys have.
        ...(kind === "ssh_key" && { lastFour: /([A-Za-z0-9+/]{4})=*\n-----END/.exec(value)?.[1] ?? "" }),
        detail: { name, kind, host },
      });
      const detail = { name, kind, host };
      await appendAudit(tx, { actorId: ownerId, action: "credential.stored", subjectId: credentialId, detail });
    })
    .catch((error: unknown) => {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002")
        throw new DomainError("conflict", `You have a credential called ${name} already. Choose another name.`);
      throw error;
    });
  return { credentialId };
};

/** Removes a user's own with its secret. Error: not_found. */
export const removeGitCredential = async (
  { prisma }: Pick<Domain, "prisma">,
  { ownerId, credentialId }: { ownerId: string; credentialId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    const row = await tx.gitCredential.findFirst({ where: { id: credentialId, ownerId } });
    if (row === null) throw new DomainError("not_found", "There is no such credential (any more).");
    await tx.gitCredential.delete({ where: { id: credentialId } });
    await removeSecret(tx, { name: `git.${credentialId}`, actorId: ownerId });
    const detail = { name: row.name, kind: row.kind, host: row.host };
    await appendAudit(tx, { actorId: ownerId, action: "credential.removed", subjectId: credentialId, detail });
  });
};
