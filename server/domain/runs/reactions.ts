import type { ProviderError, ProviderErrorClass } from "../../contract/errors.ts";
import type { Hold } from "../../contract/statuses.ts";

/** What follows from a failed attempt. */
export type Reaction =
  | { readonly type: "retry"; readonly delayMs: number }
  | { readonly type: "hold"; readonly hold: Extract<Hold, { reason: "quota" | "provider" | "attention" }> };

interface Rule {
  /** Attempts that may fail in a row before a person is asked. 1: the first failure already. */
  readonly attempts: number;
  readonly holdAs: "provider" | "attention";
  /** What the person can do about it. */
  readonly fix: string;
}

/** Every class of error has its reaction here (R37); the compiler finds a class without one. */
const rules: Record<Exclude<ProviderErrorClass, "quota">, Rule> = {
  throttled: {
    attempts: 5,
    holdAs: "provider",
    fix: "The service limits requests. Retry later, or run fewer projects at once.",
  },
  overloaded: { attempts: 5, holdAs: "provider", fix: "The service is overloaded. Retry later." },
  network: { attempts: 5, holdAs: "provider", fix: "Check this machine's connection to the provider, then retry." },
  timeout: { attempts: 3, holdAs: "attention", fix: "Retry, or raise the time-outs in Settings, Limits." },
  run_limit: { attempts: 3, holdAs: "attention", fix: "Retry, or raise the time-outs and turns in Settings, Limits." },
  spend_limit: { attempts: 1, holdAs: "provider", fix: "Raise the spend limit in the provider's console, then retry." },
  authentication: {
    attempts: 1,
    holdAs: "provider",
    fix: "Enter a valid API key in Settings, or sign in to Claude Code again, then retry.",
  },
  no_account: {
    attempts: 1,
    holdAs: "provider",
    fix: "Enter an API key in Settings, or sign in to Claude Code on the runner's machine: then the work goes on by itself.",
  },
  no_local_model: {
    attempts: 1,
    holdAs: "provider",
    fix: "Settings, Fallback shows servers and models. The work goes on by itself when a model is ready.",
  },
  model_not_found: {
    attempts: 1,
    holdAs: "provider",
    fix: "Choose a model that your account has in Settings, then retry.",
  },
  context_too_long: {
    attempts: 1,
    holdAs: "attention",
    fix: "Split the work into smaller phases. A local model may need more context: Settings, Fallback names those.",
  },
  invalid_request: {
    attempts: 2,
    holdAs: "attention",
    fix: "Retry; if it fails again, the log names what the provider refused.",
  },
  malformed_response: {
    attempts: 2,
    holdAs: "attention",
    fix: "Retry, or choose a stronger model for this role in Settings.",
  },
  refused: {
    attempts: 1,
    holdAs: "attention",
    fix: "The model declined the task. Rephrase the brief in a new project, or cancel.",
  },
  process_died: { attempts: 3, holdAs: "attention", fix: "Retry; if it dies again, look at the health page." },
  not_carried: {
    attempts: 5,
    holdAs: "attention",
    fix: "Look at the health page (database, disk) and at the runner's log, then retry. Claude has not been asked.",
  },
  no_sandbox: { attempts: 1, holdAs: "provider", fix: "Set up the sandbox as the health page says, then retry." },
  out_of_space: {
    attempts: 1,
    holdAs: "attention",
    fix: "Make room: remove workspaces under Settings, Disk, or delete files in this project's own folder on the machine. For a larger workspace raise SPIRAL_SANDBOX_WORKSPACE_MB and restart. Then retry.",
  },
  import_failed: {
    attempts: 1,
    holdAs: "attention",
    fix: "Mend it there, or choose something else to start from on its page. Then it is brought in again.",
  },
  not_installed: { attempts: 1, holdAs: "provider", fix: "Install what the health page names as missing, then retry." },
};

/** What the person can do where it is a local model that failed so: it has no account, and no provider's console. */
const localFixes: Partial<Record<ProviderErrorClass, string>> = {
  throttled: "The Ollama server takes no more requests. Retry later, or run fewer projects at once.",
  overloaded: "Look at the Ollama server's log, or choose a smaller model in Settings, Fallback. Then retry.",
  network: "Start Ollama there. The work goes on by itself when a server that was away is back.",
  timeout: "Choose a smaller model in Settings, Fallback, or let Claude do it. Then retry.",
  authentication: "Settings, Fallback has the Ollama servers: let this one be asked without a sign-in. Then retry.",
  model_not_found: "Pull the model in Settings, Fallback, or choose another one there. Then retry.",
  invalid_request: "Retry; if it fails again, the log names what the Ollama server refused.",
  malformed_response: "Retry, or choose a stronger local model in Settings, Fallback.",
};

/** Where a used-up window names no end. */
const quotaWithoutEndMs = 15 * 60_000;
/** What asks for a longer pause is no project at work: it waits, and says until when. */
const longestPauseMs = 5 * 60_000;
/** After an end that is over already, by how often a window was met as used up before. */
const overdueSeconds = [30, 30, 60, 120, 300, 600] as const;

/**
 * When a used-up window is worth another try: at its end. One that is over although the service still refuses is off, by
 * a clock or by a service that is late; it is asked again after a while, and after a longer one each time.
 *
 * @param opened how often in a row it was used up before
 */
export const endOfWindow = (
  { resetsAt, retryAfterMs }: ProviderError,
  { opened, now }: { readonly opened: number; readonly now: Date },
): Date => {
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  const end = resetsAt === null ? after(retryAfterMs ?? quotaWithoutEndMs) : new Date(resetsAt);
  const overdue = overdueSeconds[Math.min(opened, overdueSeconds.length - 1)] ?? 600;
  return end > now ? end : after(Math.max(overdue * 1_000, retryAfterMs ?? 0));
};

/** Attempts that may fail in a row with such an error before nobody tries on. */
export const patienceWith = (cls: Exclude<ProviderErrorClass, "quota">): number => rules[cls].attempts;

/**
 * Whether a failure is no longer retried where it was met: as often as one tries, or with a longer pause asked for than
 * one stands by for.
 *
 * @param failures failed attempts in a row, this one included
 */
export const isOutOfPatience = ({ class: cls, retryAfterMs }: ProviderError, failures: number): boolean =>
  cls === "quota" || failures >= patienceWith(cls) || (retryAfterMs ?? 0) > longestPauseMs;

/**
 * Decides what follows from an error: wait and retry (100 ms x 2^n, +-25 % jitter, cap 30 s; a longer retry-after is
 * honoured), wait for the window to reset, or put it before a person. For Claude itself the breakers come first: where it
 * is away for longer, it is waited for (server/domain/progress/settle-run.ts).
 *
 * @param failures failed attempts in a row, this one included
 * @param random 0-1, for the jitter
 * @param isLocal a local model has failed
 */
export const reactTo = (
  error: ProviderError,
  { failures, now, random, isLocal }: { failures: number; now: Date; random: () => number; isLocal: boolean },
): Reaction => {
  if (error.class === "quota") {
    const until = endOfWindow(error, { opened: 0, now }).toISOString();
    const { message, outage = false } = error;
    return { type: "hold", hold: { reason: "quota", until, message, ...(outage && { outage }) } };
  }
  const rule = rules[error.class];
  if (failures >= rule.attempts) {
    const fix = (isLocal ? localFixes[error.class] : undefined) ?? rule.fix;
    const words = { message: error.message, fix };
    return {
      type: "hold",
      hold:
        rule.holdAs === "provider"
          ? { reason: "provider", ...words, class: error.class }
          : { reason: "attention", ...words },
    };
  }
  const pauseMs = error.retryAfterMs ?? 0;
  const backoff = Math.min(30_000, 100 * 2 ** failures) * (0.75 + random() * 0.5);
  return { type: "retry", delayMs: Math.max(pauseMs, backoff) };
};
