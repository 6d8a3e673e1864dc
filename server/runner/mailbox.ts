import { describeMessage } from "../agents/messages.ts";
import { markReceived, waitingMessages } from "../domain/messages/index.ts";
import type { AgentMailbox } from "../providers/provider.ts";
import { FencedError } from "./run-log.ts";
import type { StepContext } from "./step-context.ts";

/** People's messages to the project, for the agent of one attempt. What it has received is noted with its lease. */
export const mailboxOf = ({ domain, lease, project }: StepContext): AgentMailbox => ({
  waiting: async () =>
    (await waitingMessages(domain, { projectId: project.id, cycle: project.cycle })).map((message) => ({
      id: message.id,
      text: describeMessage(message),
    })),
  received: async (ids) => {
    const written = await domain.prisma.$transaction((tx) => markReceived(tx, domain, { lease, ids }));
    if (!written) throw new FencedError();
  },
});
