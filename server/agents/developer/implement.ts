import type { PlannedPhase } from "../../contract/outputs.ts";
import type { WorkAssignment } from "../agent.ts";
import { describePhase } from "../evidence.ts";
import { caps, conventions, data, dataRule, instruction, list, paragraphs, type Conventions } from "../material.ts";
import { describeCall, type ToolCall } from "./describe-call.ts";
import { describeRepository, type RepositoryMaterial } from "../repository.ts";

export interface ImplementInput {
  readonly project: { readonly title: string; readonly brief: string; readonly summary: string };
  /** What the project began with; null where that was nothing. */
  readonly repository: RepositoryMaterial | null;
  readonly conventions: readonly Conventions[];
  readonly phase: PlannedPhase;
  /** From 0. */
  readonly phaseIndex: number;
  readonly phaseCount: number;
  /** Accepted phases, oldest first. */
  readonly previousPhases: readonly { readonly title: string; readonly summary: string }[];
  /** What to do in place of the whole phase: the PM's refinement or the user's own words; null for the first go. */
  readonly instruction: { readonly from: "project_manager" | "user"; readonly text: string } | null;
  /** The user wants the phase done again: with the files put back before, or on top of what is there. */
  readonly redo: "from_start" | "as_it_stands" | null;
  /**
   * The session was cut off (crash, pause, limit) and now goes on: the calls that had begun and whose end nobody saw. Its
   * own conversation may lack them, since Claude Code writes it down a little behind what it does. Null: not cut off.
   */
  readonly cutOff: readonly ToolCall[] | null;
}

const system = paragraphs(
  "You are the Developer of a small software team. The Project Manager gives you one phase of a plan at a time; Quality Assurance reviews it; a runner checks it. Nobody watches you type, and nobody can answer while you work.",
  "You are pragmatic and careful. You write the simplest code that fully does the job, in the style that is already there. You finish what you start and say plainly what you did not do.",
  dataRule,
  `How you work
- Stay inside the working directory. Look before you write: what is there, and which conventions does it follow?
- Do this phase only. Keep a task list, and keep it true while you work.
- Tests belong to the work. Provide one command that runs all of them without questions and without a network (for example \`npm test\`, \`pytest\`, \`go test ./...\`, \`cargo test\`), set up the way the language's users expect. When you are done, a runner starts that command on its own: only its result counts, not your word for it.
- Before you finish, run the whole suite once more and read its output. Never weaken or delete a test to make it pass; repair the cause.
- Do not commit, push, or change git's configuration: the runner commits what is accepted. Leave no server or background process running, wait for no input, and write no secrets into files.
- Where the phase leaves something open, choose the simplest sensible way and mention it.

Your last message is for the Project Manager: what you did and where, how you verified it with which result, and what is not done or not certain. A few sentences or a short list. If you could not finish, say so first.`,
);

const place = ({ phaseIndex, phaseCount }: ImplementInput): string => `phase ${phaseIndex + 1} of ${phaseCount}`;

const instructionAuthors = { project_manager: "the Project Manager", user: "the user" } as const;

const redoClosing = (input: ImplementInput, redo: NonNullable<ImplementInput["redo"]>): string => {
  const start =
    redo === "from_start"
      ? `The user wants ${place(input)} done again. An earlier try at it was put aside: the files are as they were before it.`
      : `The user wants ${place(input)} tried again from what is there: an earlier try left it unfinished. Look at its files first, keep what is good, and repair the rest.`;
  const words = input.instruction === null ? "" : " Their instruction above stands before everything else.";
  return `${start}${words}${input.cutOff === null ? "" : ` ${afterInterruption(input.cutOff)}`}`;
};

const closing = (input: ImplementInput): string => {
  if (input.redo !== null) return redoClosing(input, input.redo);
  if (input.instruction !== null) {
    const start = `Your work on ${place(input)} was reviewed and is not accepted yet. Carry out the instruction above; it stands before everything else, and the acceptance criteria still hold.`;
    return input.cutOff === null
      ? `${start} Begin by reproducing what it describes.`
      : `${start} ${afterInterruption(input.cutOff)}`;
  }
  return input.cutOff === null
    ? `Implement ${place(input)}.`
    : `Go on with ${place(input)}. ${afterInterruption(input.cutOff)}`;
};

const afterInterruption = (calls: readonly ToolCall[]): string =>
  `You were cut off in the middle of it: ${
    calls.length === 0 ? "the last tool call" : "each of the calls above"
  } may or may not have taken effect. Look at the state of the workspace first, then continue where you left off, without repeating what is done.`;

/** R7: one phase, in the workspace, through Claude Code. */
export const implement: WorkAssignment<ImplementInput> = {
  kind: "work",
  operation: "IMPLEMENT",
  role: "DEVELOPER",
  system,
  prompt: (input) =>
    paragraphs(
      data("brief", input.project.brief, caps.brief),
      describeRepository(input.repository),
      data("plan", `${input.project.title}\n\n${input.project.summary}`, caps.summary),
      input.previousPhases.length === 0
        ? null
        : data(
            "accepted phases",
            input.previousPhases.map((phase, index) => `${index + 1}. ${phase.title}\n${phase.summary}`).join("\n\n"),
            caps.plan,
          ),
      conventions(input.conventions),
      describePhase(input.phase),
      input.instruction === null
        ? null
        : instruction(instructionAuthors[input.instruction.from], input.instruction.text),
      input.cutOff === null || input.cutOff.length === 0
        ? null
        : data("calls with unknown outcome", list(input.cutOff.map(describeCall)), caps.checkOutput),
      closing(input),
    ),
  // A list, so that what a new version of Claude Code brings (schedules, messages to other sessions, …) does not come in
  // by itself.
  allowedTools: [
    "Bash",
    "Read",
    "Write",
    "Edit",
    "NotebookEdit",
    "Glob",
    "Grep",
    "WebFetch",
    "WebSearch",
    "TaskCreate",
    "TaskUpdate",
    "TaskList",
    "TaskGet",
  ],
};
