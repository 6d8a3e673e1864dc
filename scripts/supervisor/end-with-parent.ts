import { followParent } from "../follow-parent.ts";

// Preloaded (--import) into tools that know nothing of us; see tool.ts. The variable is taken away, so that the tool's
// own children, which inherit both, are left alone: their channel is the tool's and not ours.
if (process.env["SPIRAL_END_WITH_PARENT"]) {
  delete process.env["SPIRAL_END_WITH_PARENT"];
  followParent(() => process.kill(-process.pid, "SIGKILL"));
}
