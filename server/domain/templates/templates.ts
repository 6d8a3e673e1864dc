import type { z } from "zod";
import { builtInTemplates, type CreateTemplateInput, type TemplateView } from "../../contract/templates.ts";
import type { Viewer } from "../../contract/views.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain } from "../domain.ts";
import { storableText } from "../events/index.ts";

type Actor = Pick<Viewer, "id" | "role">;
/** As the input schema leaves it. */
type Stored = z.output<typeof CreateTemplateInput>;

/** Everybody of the installation may use all of them; who wrote one, and admins, change it. */
const mayEdit = (viewer: Actor, ownerId: string): boolean =>
  viewer.role === "ADMIN" || (viewer.role === "MEMBER" && viewer.id === ownerId);

/** All templates: people's own by name, then those that come with the product. */
export const listTemplates = async ({ prisma }: Pick<Domain, "prisma">, viewer: Actor): Promise<TemplateView[]> => {
  const rows = await prisma.template.findMany({
    orderBy: [{ name: "asc" }, { id: "asc" }],
    include: { owner: { select: { name: true } } },
  });
  return [
    ...rows.map(({ id, name, description, body, owner, ownerId }) => ({
      id,
      name,
      description,
      body,
      ownerName: owner.name,
      canEdit: mayEdit(viewer, ownerId),
    })),
    ...builtInTemplates.map((template) => ({ ...template, ownerName: null, canEdit: false })),
  ];
};

/** Nobody is shown a secret by it; the screening is for what it becomes when it is filled in: a brief. */
const asKept = ({ name, description, body }: Stored): Stored => ({
  name: storableText(name),
  description: storableText(description),
  body: storableText(body),
});

export const createTemplate = async (
  { prisma }: Pick<Domain, "prisma">,
  { template, ownerId }: { template: Stored; ownerId: string },
): Promise<{ templateId: string }> => {
  const templateId = newId("template");
  await prisma.template.create({ data: { id: templateId, ownerId, ...asKept(template) } });
  return { templateId };
};

/** @throws DomainError not_found, forbidden */
export const updateTemplate = async (
  domain: Pick<Domain, "prisma">,
  { templateId, template, viewer }: { templateId: string; template: Stored; viewer: Actor },
): Promise<void> => {
  await assertMayEdit(domain, { templateId, viewer });
  await domain.prisma.template.update({ where: { id: templateId }, data: asKept(template) });
};

/** Projects that were made from it keep their briefs. @throws DomainError not_found, forbidden */
export const removeTemplate = async (
  domain: Pick<Domain, "prisma">,
  { templateId, viewer }: { templateId: string; viewer: Actor },
): Promise<void> => {
  await assertMayEdit(domain, { templateId, viewer });
  await domain.prisma.template.deleteMany({ where: { id: templateId } });
};

const assertMayEdit = async (
  { prisma }: Pick<Domain, "prisma">,
  { templateId, viewer }: { templateId: string; viewer: Actor },
): Promise<void> => {
  const template = await prisma.template.findUnique({ where: { id: templateId }, select: { ownerId: true } });
  if (template === null) throw new DomainError("not_found", "This template does not exist any more.");
  if (!mayEdit(viewer, template.ownerId))
    throw new DomainError("forbidden", "Only who wrote a template, or an admin, may change it. Make a copy instead.");
};
