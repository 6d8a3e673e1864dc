import { router } from "../trpc.ts";
import { archive } from "./archive.ts";
import { assessBrief } from "./assess-brief.ts";
import { cancel } from "./cancel.ts";
import { changePriority } from "./change-priority.ts";
import { changePrivacy } from "./change-privacy.ts";
import { changeRequestLimits } from "./change-request-limits.ts";
import { changeSource } from "./change-source.ts";
import { confirmImport } from "./confirm-import.ts";
import { costs } from "./costs.ts";
import { createSample } from "./create-sample.ts";
import { create } from "./create.ts";
import { duplicate } from "./duplicate.ts";
import { editPlan } from "./edit-plan.ts";
import { estimate } from "./estimate.ts";
import { followUp } from "./follow-up.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { members } from "./members.ts";
import { network } from "./network.ts";
import { pause } from "./pause.ts";
import { redoPhase } from "./redo-phase.ts";
import { resume } from "./resume.ts";
import { retry } from "./retry.ts";
import { rollBack } from "./roll-back.ts";
import { screenBrief } from "./screen-brief.ts";
import { sendMessage } from "./send-message.ts";
import { share } from "./share.ts";
import { skipPhase } from "./skip-phase.ts";
import { submit } from "./submit.ts";
import { unarchive } from "./unarchive.ts";
import { updateDraft } from "./update-draft.ts";
import { updateNetwork } from "./update-network.ts";
import { wishProvider } from "./wish-provider.ts";

export const projectsRouter = router({
  list,
  get,
  costs,
  estimate,
  create,
  createSample,
  changePriority,
  changePrivacy,
  changeRequestLimits,
  changeSource,
  confirmImport,
  updateDraft,
  members,
  network,
  updateNetwork,
  screenBrief,
  assessBrief,
  submit,
  pause,
  resume,
  cancel,
  retry,
  archive,
  unarchive,
  duplicate,
  editPlan,
  followUp,
  redoPhase,
  rollBack,
  sendMessage,
  share,
  skipPhase,
  wishProvider,
});
