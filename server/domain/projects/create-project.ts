import { CreateProjectInput } from "../../contract/inputs.ts";
import { findSample } from "../../contract/samples.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { currentAccount, demandProgramForSample, privateAccount } from "../accounts/index.ts";
import { setBudget } from "../budgets/index.ts";
import type { Domain } from "../domain.ts";
import { storableText } from "../events/index.ts";
import { admitSource, storeSource } from "../imports/index.ts";
import { screenBrief, screenSubmission, screenWords } from "../screening/index.ts";
import { readSettings, standardRequestLimits } from "../settings/index.ts";
import { setEgressHosts } from "./egress-hosts.ts";
import { choicesAfter, choicesFor, storedRoleModels } from "./project-choices.ts";
import { provisionalTitle } from "./provisional-title.ts";
import { submitProject } from "./steer-project.ts";

/**
 * Stores a brief and, where asked and possible, submits it. Without a provider it stays a draft: nothing is lost, and
 * the project's page names the fix. Where it could run, a brief that the screening refuses is not stored: its form still
 * has it. Errors: conflict, invalid (server/domain/screening).
 */
export const createProject = async (
  domain: Domain,
  { ownerId, input }: { ownerId: string; input: CreateProjectInput },
): Promise<{ projectId: string; submitted: boolean }> => {
  const {
    brief: written,
    title,
    importance,
    urgency,
    permissionMode,
    approvePlan,
    egressHosts,
    budgetMicros,
    submit,
    screeningHash,
    source,
    private: isPrivate,
    requestLimits,
    ...chosen
  } = CreateProjectInput.parse(input);
  const start = source === null ? null : await admitSource(domain, { source, ownerId });
  const account = isPrivate ? await privateAccount(domain) : await currentAccount(domain, ownerId);
  if (submit && account.kind !== null) {
    await screenSubmission(domain, { projectId: null, brief: written, confirmed: screeningHash, actorId: ownerId });
    await screenWords(domain, { subjectId: null, words: title ?? "", actorId: ownerId });
  }
  const brief = storableText(written);
  const projectId = newId("project");
  await domain.prisma.$transaction(async (tx) => {
    const settings = await readSettings({ prisma: tx });
    await tx.project.create({
      data: {
        id: projectId,
        ownerId,
        title: title === undefined || title === "" ? provisionalTitle(brief) : storableText(title),
        brief,
        status: "DRAFT",
        priority: importance * urgency,
        importance,
        urgency,
        ...choicesFor(brief, chosen),
        models: storedRoleModels(chosen.models),
        permissionMode,
        approvePlan,
        private: isPrivate,
        maxRefinements: settings["limits.refinementsPerPhase"],
        requestLimits: { ...standardRequestLimits(settings), ...requestLimits },
      },
    });
    if (start !== null) await storeSource(tx, { projectId, source: start, ownerId });
    await setEgressHosts(tx, { projectId, hosts: egressHosts, actorId: ownerId });
    const limitMicros =
      budgetMicros === undefined ? (await readSettings({ prisma: tx }))["budgets.projectDefaultMicros"] : budgetMicros;
    await setBudget(tx, {
      budget: { scope: "PROJECT", subjectId: projectId, period: "TOTAL" },
      limitMicros,
      actorId: ownerId,
    });
  });
  if (!submit) return { projectId, submitted: false };
  try {
    // What was confirmed of the words as they were written is confirmed of them without the secrets that we know.
    const confirmed =
      screeningHash === null || brief === written ? screeningHash : (await screenBrief(domain, { brief })).hash;
    await submitProject(domain, { projectId, actorId: ownerId, screeningHash: confirmed });
    return { projectId, submitted: true };
  } catch (error) {
    if (error instanceof DomainError && error.code === "unavailable") return { projectId, submitted: false };
    throw error;
  }
};

/**
 * A built-in sample: its brief is known, so the scripted model can play it. Starts at once. Errors: not_found;
 * unavailable where the runner has no Claude Code to work with, and then nothing is stored.
 */
export const createSample = async (
  domain: Domain,
  { ownerId, sampleId }: { ownerId: string; sampleId: string },
): Promise<{ projectId: string }> => {
  const sample = findSample(sampleId);
  if (sample === null) throw new DomainError("not_found", "There is no sample project of this name.");
  await demandProgramForSample(domain);
  const projectId = newId("project");
  await domain.prisma.project.create({
    data: {
      id: projectId,
      ownerId,
      title: sample.title,
      brief: sample.brief,
      status: "DRAFT",
      permissionMode: sample.permissionMode ?? "autonomous",
      approvePlan: false,
      requestLimits: standardRequestLimits(await readSettings(domain)),
      scenario: sample.id,
      provider: "scripted",
      ...(sample.fallsBack === true && { fallbackMode: "auto" }),
      ...(sample.startsFrom === "repository" && { source: { kind: "sample", sampleId: sample.id } }),
    },
  });
  await submitProject(domain, { projectId, actorId: ownerId });
  return { projectId };
};

/** Changes a draft; anything later is steered, not edited. */
export const updateDraft = async (
  { prisma }: Domain,
  { projectId, input }: { projectId: string; input: { brief: string; permissionMode: string; approvePlan: boolean } },
): Promise<void> => {
  const { permissionMode, approvePlan } = input;
  const brief = storableText(input.brief);
  const before = await prisma.project.findUnique({ where: { id: projectId } });
  const { count } = await prisma.project.updateMany({
    where: { id: projectId, status: "DRAFT" },
    data: {
      brief,
      permissionMode,
      approvePlan,
      title: provisionalTitle(brief),
      ...(before !== null && choicesAfter(brief, before)),
    },
  });
  if (count === 0)
    throw new DomainError("conflict", "This project has been submitted; its brief can no longer be changed.");
};
