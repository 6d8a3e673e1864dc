import { z } from "zod";
import { AskContent, isLasting } from "../../contract/asks.ts";
import type { AskedIn, InboxItem, WaitingHold } from "../../contract/inbox.ts";
import { operations, Operation, type AgentRole } from "../../contract/roles.ts";
import { Hold, needsAnswer } from "../../contract/statuses.ts";
import type { Viewer } from "../../contract/views.ts";
import { unreachable } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { accessColumns, accessOf, visibleTo } from "../projects/index.ts";
import { toolAdvice } from "../tool-requests/index.ts";

/** More than a person can look through; the oldest come first, so none is forgotten. */
const mostItems = 300;

const projectParts = {
  id: true,
  title: true,
  ...accessColumns,
  cycle: true,
  status: true,
  hold: true,
  phases: { select: { id: true, cycle: true, position: true, title: true }, orderBy: { position: "asc" } },
} as const;

interface ProjectParts {
  readonly id: string;
  readonly title: string;
  readonly cycle: number;
  readonly phases: readonly { id: string; cycle: number; position: number; title: string }[];
}

/** All that waits for a person in what the viewer may see, the oldest first. */
export const readInbox = async (
  { prisma }: Pick<Domain, "prisma">,
  { viewer }: { viewer: Pick<Viewer, "id" | "role"> },
): Promise<InboxItem[]> => {
  const visible = { ...visibleTo(viewer), archivedAt: null };
  const asks = await prisma.ask.findMany({
    where: { status: "PENDING", project: visible },
    orderBy: { createdAt: "asc" },
    take: mostItems,
    include: { project: { select: projectParts }, run: { select: { phaseId: true, operation: true } } },
  });
  const held = await prisma.project.findMany({
    where: {
      ...visible,
      status: "WAITING",
      OR: holdReasons.map((reason) => ({ hold: { path: ["reason"], equals: reason } })),
    },
    take: mostItems,
    select: { ...projectParts, hold: true },
  });
  const since = await waitingSince(
    { prisma },
    held.map(({ id }) => id),
  );
  const awaitedBuilds = await buildsThatAreAwaited({ prisma });
  const requestIds = asks.flatMap(({ kind, subject }) => (kind === "tool_request" ? [subject] : []));
  const advice = await toolAdvice({ prisma }, { requestIds });
  const items = [
    ...asks.map(({ id, project, run, subject, createdAt, contentHash, ...ask }): InboxItem => {
      const content = AskContent.parse(ask.content);
      return {
        key: id,
        project: askedIn(project, run?.phaseId ?? subject),
        waiting: { type: "ask", askId: id, content, contentHash, advice: advice.get(subject) ?? null },
        from: asker(content, run === null ? null : Operation.parse(run.operation)),
        since: createdAt,
        blocks:
          !isLasting(content.kind) ||
          awaitedBuilds.has(project.id) ||
          (project.status === "WAITING" && holdsFor(project.hold, id)),
        canAnswer: accessOf(viewer, project) === "steer",
      };
    }),
    ...held.flatMap((project): InboxItem[] => {
      const hold = waitingHold(Hold.parse(project.hold));
      if (hold === null) return [];
      return [
        {
          key: project.id,
          project: askedIn(project, null),
          waiting: { type: "hold", hold },
          from: null,
          since: since.get(project.id) ?? new Date(0),
          blocks: true,
          canAnswer: accessOf(viewer, project) === "steer",
        },
      ];
    }),
  ];
  return items.toSorted((a, b) => a.since.getTime() - b.since.getTime());
};

/** Projects that build a tool for which another one stands still. */
const buildsThatAreAwaited = async ({ prisma }: Pick<Domain, "prisma">): Promise<ReadonlySet<string>> => {
  const waiting = await prisma.project.findMany({
    where: { status: "WAITING", hold: { path: ["reason"], equals: "tool_build" } },
    select: { hold: true },
  });
  const holds = waiting.map(({ hold }) => Hold.parse(hold));
  return new Set(holds.flatMap((hold) => (hold.reason === "tool_build" ? [hold.projectId] : [])));
};

/** Whether a project's hold is about this ask. */
const holdsFor = (hold: unknown, askId: string): boolean => {
  const held = Hold.nullable().parse(hold);
  return held !== null && needsAnswer(held) && held.askId === askId;
};

const holdReasons = ["provider", "attention"] as const satisfies readonly WaitingHold["reason"][];

const waitingHold = (hold: Hold): WaitingHold | null => {
  switch (hold.reason) {
    case "provider":
    case "attention":
      return hold;
    // The ask says it better; a limit ends by itself.
    case "permission":
    case "question":
    case "allocation":
    case "tool_request":
    case "budget":
    case "quota":
    case "tool_build":
      return null;
    default:
      return unreachable(hold);
  }
};

const askedIn = ({ id, title, cycle, phases }: ProjectParts, phaseId: string | null): AskedIn => {
  const current = phases.filter((phase) => phase.cycle === cycle);
  const phase = current.find((one) => one.id === phaseId);
  return {
    id,
    title,
    phase: phase === undefined ? null : { number: phase.position + 1, count: current.length, title: phase.title },
  };
};

const asker = (content: AskContent, operation: Operation | null): AgentRole => {
  switch (content.kind) {
    case "plan_approval":
    case "question":
      return "PROJECT_MANAGER";
    case "budget_raise":
      return operations[content.operation].role ?? "PROJECT_MANAGER";
    case "permission":
      return (operation === null ? null : operations[operation].role) ?? "DEVELOPER";
    case "allocation":
      return content.role;
    case "tool_request":
      return content.from;
    case "tool_acceptance":
      return "DEVELOPER";
    default:
      return unreachable(content);
  }
};

const Since = z.array(z.object({ projectId: z.string(), at: z.date() }));

/** When projects came to wait, by their logs. */
const waitingSince = async (
  { prisma }: Pick<Domain, "prisma">,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> => {
  if (projectIds.length === 0) return new Map();
  const rows = Since.parse(
    await prisma.$queryRaw`
      SELECT p."id" AS "projectId", e."at" FROM unnest(${[...projectIds]}::text[]) AS p("id") CROSS JOIN LATERAL (
        SELECT "at" FROM "Event" WHERE "projectId" = p."id" AND "type" = 'project.status_changed'
        ORDER BY "sequence" DESC LIMIT 1) e`,
  );
  return new Map(rows.map(({ projectId, at }) => [projectId, at]));
};
