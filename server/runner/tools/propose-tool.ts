import type { CheckResult } from "../../contract/outputs.ts";
import { proposeToolVersion } from "../../domain/tools/index.ts";
import { filesOf, hashOfContent, packContent } from "../../tools/tool-content.ts";
import { FencedError } from "../run-log.ts";
import type { StepContext } from "../step-context.ts";
import { readBuiltTool } from "./built-tool.ts";

/**
 * The last phase of a build is accepted: what stands in the workspace is put before a person, as exactly this content.
 * Its gates were passed by the checks of this very round.
 */
export const proposeTool = async (
  context: StepContext,
  { requestId, checks }: { requestId: string; checks: readonly CheckResult[] },
): Promise<void> => {
  const { manifest, content } = await readBuiltTool(context);
  const isProposed = await proposeToolVersion(context.domain, {
    lease: context.lease,
    requestId,
    built: {
      hash: hashOfContent(content),
      manifest,
      files: filesOf(content),
      checks,
      archive: new Uint8Array(await packContent(content)),
    },
  });
  if (!isProposed) throw new FencedError();
};
