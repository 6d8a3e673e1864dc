import { AgentRole, roleLabels } from "../../contract/roles.ts";
import { ProviderKind, providerLabels } from "../../contract/provider-kinds.ts";
import type { UsageGroup } from "../../contract/usage-query.ts";
import type { Reader } from "../domain.ts";

/** How groups are called. Those without a name are absent. */
export const labelsOf = async (
  { prisma }: Reader,
  { group, keys }: { group: UsageGroup; keys: readonly string[] },
): Promise<ReadonlyMap<string, string>> => {
  const where = { id: { in: keys.filter((key) => key !== "") } };
  switch (group) {
    case "project": {
      const projects = await prisma.project.findMany({ where, select: { id: true, title: true } });
      return new Map(projects.map(({ id, title }) => [id, title]));
    }
    case "phase": {
      const phases = await prisma.phase.findMany({
        where,
        select: { id: true, title: true, position: true, project: { select: { title: true } } },
      });
      return new Map(
        phases.map(({ id, title, position, project }) => [id, `${project.title} · ${position + 1} ${title}`]),
      );
    }
    case "user": {
      const users = await prisma.user.findMany({ where, select: { id: true, name: true } });
      return new Map(users.map(({ id, name }) => [id, name]));
    }
    case "role":
      return labelled(keys, (key) => {
        const role = AgentRole.safeParse(key);
        return role.success ? roleLabels[role.data].name : undefined;
      });
    case "provider":
      return labelled(keys, (key) => {
        const provider = ProviderKind.safeParse(key);
        if (!provider.success) return undefined;
        const { name, detail } = providerLabels[provider.data];
        return provider.data === "scripted" ? name : `${name}, ${detail}`;
      });
    case "model":
      return labelled(keys, (key) => key);
  }
};

const labelled = (keys: readonly string[], labelOf: (key: string) => string | undefined): ReadonlyMap<string, string> =>
  new Map(
    keys.flatMap((key) => {
      const label = labelOf(key);
      return label === undefined || label === "" ? [] : [[key, label] as const];
    }),
  );
