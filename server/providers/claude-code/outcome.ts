import type { ProviderError } from "../../contract/errors.ts";
import { providerError } from "./failure.ts";
import type { SessionEnd } from "./session.ts";

export const noBinary = providerError(
  "not_installed",
  "Its program was not found. Run npm install again, or set CLAUDE_CODE_PATH to a claude program.",
);

/**
 * The error of a session that ended without a result and not by our own signal.
 * @param total what it means that it took too long in all: of a single question that no answer came, of a whole run that
 * it has done much
 */
export const errorWithoutResult = (
  end: Extract<SessionEnd, { type: "timed_out" | "died" }>,
  { total }: { readonly total: "timeout" | "run_limit" },
): ProviderError => {
  if (end.type === "timed_out") {
    return end.which === "idle"
      ? providerError("timeout", "Claude Code gave no sign of life for too long, so it was stopped.")
      : providerError(total, "The run took longer than it may, so it was stopped.");
  }
  if (end.exit.startError !== null) return providerError("not_installed", `The system says ${end.exit.startError}.`);
  if (end.unread === "line")
    return providerError("malformed_response", "Claude Code wrote a line that could not be read.");
  const how = end.exit.signal ?? `exit status ${end.exit.status}`;
  const words = end.stderr.replace(/\s+/g, " ").trim().slice(-500);
  const garbage = end.unread === "garbage" ? " What it wrote is nothing that Claude Code says." : "";
  return providerError("process_died", `It ended with ${how}.${garbage}${words === "" ? "" : ` It said: ${words}`}`);
};

/** Takes the account's credential out of a message, should a program ever have repeated it. */
export const withoutSecret = (error: ProviderError, credential: string | null): ProviderError =>
  credential === null || credential === ""
    ? error
    : { ...error, message: error.message.replaceAll(credential, "[hidden]") };
