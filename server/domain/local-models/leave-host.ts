import type { ProviderError } from "../../contract/errors.ts";
import type { Domain } from "../domain.ts";
import { readyLocalModels } from "./choose-model.ts";
import { recordHost } from "./record.ts";

/**
 * Writes down that a server was away when an agent asked it, where another one has a model that is ready: the next
 * attempt goes there, and not to the same server until somebody has looked at it again. Where there is no other one,
 * nothing is written: it may be up again in a moment, and is what there is to try.
 */
export const leaveHost = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
  { url, error, onThisMachine }: { url: string; error: ProviderError; onThisMachine: boolean },
): Promise<void> => {
  const ready = await readyLocalModels(domain, { onThisMachine });
  if (ready.some(({ hostUrl }) => hostUrl !== url))
    await recordHost(domain, { url, seen: { reachable: false, error } });
};
