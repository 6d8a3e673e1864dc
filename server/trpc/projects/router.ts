import { router } from "../trpc.ts";
import { cancel } from "./cancel.ts";
import { createSample } from "./create-sample.ts";
import { create } from "./create.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { pause } from "./pause.ts";
import { resume } from "./resume.ts";
import { retry } from "./retry.ts";
import { submit } from "./submit.ts";
import { updateDraft } from "./update-draft.ts";

export const projectsRouter = router({
  list,
  get,
  create,
  createSample,
  updateDraft,
  submit,
  pause,
  resume,
  cancel,
  retry,
});
