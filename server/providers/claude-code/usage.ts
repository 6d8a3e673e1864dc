import type { TokenUsage } from "../../contract/usage.ts";
import type { CliLine, MessageUsage, ModelUsage, ModelUsages } from "./cli-lines.ts";

const difference = (now: number | undefined, before: number | undefined): number =>
  Math.max(0, Math.round((now ?? 0) - (before ?? 0)));

/**
 * What was used between two of Claude Code's running totals, which go on over the processes of a session.
 * @param reportsCost false where the service is not Anthropic's: the CLI prices every model, known or not
 */
export const usageSince = (before: ModelUsages, now: ModelUsages, reportsCost: boolean): TokenUsage[] =>
  Object.entries(now).flatMap(([model, total]) => {
    const base: Partial<ModelUsage> = before[model] ?? {};
    const cacheWrite1h = difference(
      total.cacheCreationEphemeral1hInputTokens,
      base.cacheCreationEphemeral1hInputTokens,
    );
    const cacheWrites = difference(total.cacheCreationInputTokens, base.cacheCreationInputTokens);
    const usage: TokenUsage = {
      model,
      inputUncached: difference(total.inputTokens, base.inputTokens),
      cacheRead: difference(total.cacheReadInputTokens, base.cacheReadInputTokens),
      cacheWrite5m: Math.max(0, cacheWrites - cacheWrite1h),
      cacheWrite1h,
      output: difference(total.outputTokens, base.outputTokens),
      reportedCostMicros: reportsCost
        ? difference((total.costUSD ?? 0) * 1_000_000, (base.costUSD ?? 0) * 1_000_000)
        : null,
    };
    const isNothing = usage.inputUncached + usage.cacheRead + cacheWrites + usage.output === 0;
    return isNothing ? [] : [usage];
  });

interface MessageTally {
  readonly model: string;
  readonly usage: MessageUsage;
}

/**
 * Counts along, for a process that ends without a result: Claude Code saves its totals only when it exits, so the
 * next process would not report them either. (A subagent's output is counted as far as its lines say it.)
 */
export class UsageTally {
  readonly #messages = new Map<string, MessageTally>();
  #current: string | null = null;

  see(line: CliLine): void {
    if (line.type === "assistant") {
      // Lines of the stream itself know better; this is for a subagent's messages, which are not streamed.
      const { id, model, usage } = line.message;
      if (line.error === undefined && !this.#messages.has(id)) this.#messages.set(id, { model, usage: usage ?? {} });
      return;
    }
    if (line.type !== "stream_event") return;
    const { event } = line;
    if (event.type === "message_start") {
      this.#current = event.message.id;
      this.#messages.set(event.message.id, { model: event.message.model, usage: event.message.usage ?? {} });
    } else if (event.type === "message_delta" && this.#current !== null) {
      const known = this.#messages.get(this.#current);
      const reported = Object.entries(event.usage ?? {}).filter(([, value]) => value !== null && value !== undefined);
      if (known)
        this.#messages.set(this.#current, { ...known, usage: { ...known.usage, ...Object.fromEntries(reported) } });
    }
  }

  totals(): TokenUsage[] {
    const byModel: Record<string, ModelUsage> = {};
    for (const { model, usage } of this.#messages.values()) {
      const total = (byModel[model] ??= {
        inputTokens: 0,
        outputTokens: 0,
        cacheReadInputTokens: 0,
        cacheCreationInputTokens: 0,
        cacheCreationEphemeral1hInputTokens: 0,
      });
      total.inputTokens += usage.input_tokens ?? 0;
      total.outputTokens += usage.output_tokens ?? 0;
      total.cacheReadInputTokens += usage.cache_read_input_tokens ?? 0;
      total.cacheCreationInputTokens += usage.cache_creation_input_tokens ?? 0;
      total.cacheCreationEphemeral1hInputTokens =
        (total.cacheCreationEphemeral1hInputTokens ?? 0) + (usage.cache_creation?.ephemeral_1h_input_tokens ?? 0);
    }
    return usageSince({}, byModel, false);
  }
}
