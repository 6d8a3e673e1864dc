import { afterAll } from "vitest";
import type { Domain } from "../domain/domain.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { createTestDomain, seedUser } from "./project-factory.ts";

/** Where the tests of a file try what the domain decides: closed with the file. */
export interface DomainPlace {
  readonly database: TestDatabase;
  readonly domain: Domain;
  /** An admin, whose the projects are. */
  readonly owner: { readonly id: string; readonly role: "ADMIN" };
}

/**
 * A database of the test file's own and the domain over it, with a real queue. For a file's top level. Tests leave their
 * projects standing, and none of them has to wait for a place.
 */
export const domainPlace = async (): Promise<DomainPlace> => {
  const database = await createTestDatabase();
  const domain = await createTestDomain(database);
  afterAll(async () => {
    await domain.close();
    await database.close();
  });
  await database.prisma.setting.create({ data: { key: "limits.activeProjects", value: 200 } });
  return { database, domain, owner: { ...(await seedUser(domain)), role: "ADMIN" } };
};
