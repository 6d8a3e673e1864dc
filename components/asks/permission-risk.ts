import { matchOf } from "../../server/contract/permissions.ts";

/** How much a tool use could undo, and why. A rule of thumb of the product's own, never an agent's word. */
export interface PermissionRisk {
  readonly level: "low" | "medium" | "high";
  readonly reason: string;
  /** What is recommended, for that reason. */
  readonly advice: string;
}

/** Words that stand where a shell begins a command. */
const begins = (names: string): RegExp => new RegExp(String.raw`(?:^|[;&|(\n]|\$\()\s*(?:sudo\s+)?(?:${names})\b`, "u");

const destroys = [
  begins("rm|rmdir|shred|dd|mkfs\\S*|truncate|kill|pkill|killall"),
  /\bgit\s+(?:push\s+.*--force|reset\s+--hard|clean\s+-\S*f|checkout\s+--|branch\s+-D)/u,
  /\bfind\b.*-delete\b/u,
];
const reaches = [
  begins("curl|wget|ssh|scp|rsync|nc|telnet|ftp"),
  /\b(?:npm|pnpm|yarn|bun)\s+(?:i|install|add|ci|publish|dlx|exec)\b|\bnpx\b/u,
  /\b(?:pip3?|uv|poetry|cargo|go|gem|bundle|composer|apt|apt-get|brew)\s+(?:install|add|get|fetch|update|sync)\b/u,
  /\bgit\s+(?:clone|fetch|pull|push)\b/u,
];
const runsFetched = /\b(?:curl|wget)\b[^\n|;]*\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/u;

/** What a permission would let happen. It all happens in the project's sandbox, which this takes for granted. */
export const riskOf = (toolName: string, input: unknown): PermissionRisk => {
  const match = matchOf(toolName, input);
  switch (match.type) {
    case "command":
      return riskOfCommand(match.command);
    case "file":
      return {
        level: "low",
        reason: "It changes one file of the workspace. Every accepted phase can be rolled back to.",
        advice: "Allow it, if the file and the change are what the phase is about.",
      };
    case "input":
      return {
        level: "medium",
        reason: "It is not a tool that Spiral knows the effects of.",
        advice: "Read the input before you allow it.",
      };
    default:
      return match satisfies never;
  }
};

const riskOfCommand = (command: string): PermissionRisk => {
  if (runsFetched.test(command)) {
    return {
      level: "high",
      reason: "It runs what it fetches, unseen.",
      advice: "Deny it, and have the Developer fetch first and show what it got.",
    };
  }
  if (destroys.some((pattern) => pattern.test(command))) {
    return {
      level: "high",
      reason: "It removes or overwrites things. What was never committed does not come back.",
      advice: "Read which files it means before you allow it.",
    };
  }
  if (reaches.some((pattern) => pattern.test(command))) {
    return {
      level: "medium",
      reason: "It uses the network, as far as the project's list of hosts allows.",
      advice: "Allow it, if you know what it fetches or sends.",
    };
  }
  return {
    level: "low",
    reason: "It works on the workspace alone, in its sandbox.",
    advice: "Allow it, if it is what the phase is about.",
  };
};
