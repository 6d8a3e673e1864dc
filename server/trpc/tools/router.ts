import { router } from "../trpc.ts";
import { bringIn } from "./bring-in.ts";
import { buildAgain } from "./build-again.ts";
import { change } from "./change.ts";
import { detail } from "./detail.ts";
import { goOnWithout } from "./go-on-without.ts";
import { list } from "./list.ts";
import { lookInto } from "./look-into.ts";
import { requests } from "./requests.ts";
import { source } from "./source.ts";

export const toolsRouter = router({
  requests,
  list,
  detail,
  source,
  change,
  goOnWithout,
  buildAgain,
  lookInto,
  bringIn,
});
