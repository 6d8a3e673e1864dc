import { bash, type Disturbance, type PhaseScript, type Scenario, type Step } from "../scenario.ts";
import { accept, cleanReview, greeterFiles, plainPlan, plainReport, plannedPhase } from "./parts.ts";

/** What each tool call of these stories leaves behind, in the order in which they are made: one line, once. */
export const effectsFile = "effects.log";

const phaseCount = 3;
/** The Developer's shell commands of each phase. */
const commandsPerPhase = 4;

/** The lines that a story has left behind when nothing was lost and nothing was done twice. */
export const expectedEffects: readonly string[] = Array.from(
  { length: phaseCount * commandsPerPhase },
  (_, index) => `phase ${Math.floor(index / commandsPerPhase)}, command ${index % commandsPerPhase}`,
);

/** A call of an analysing agent, or one of the Developer's, is at a limit this often. */
const share = 0.7;
/** Over when the next run or two have ended, so that a story meets many. */
const windowMs = 1_000;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const phaseOf = (phase: number): PhaseScript => {
  const commands = Array.from({ length: commandsPerPhase }, (_, command): Step => ({
    say: `Command ${command} of phase ${phase}.`,
    calls: [bash(`echo 'phase ${phase}, command ${command}' >> ${effectsFile}`, "Leave a line behind")],
  }));
  const steps = phase === 0 ? [{ say: "First the greeter.", calls: greeterFiles() }, ...commands] : commands;
  return { rounds: [{ implement: { steps, closing: "All is there." }, review: cleanReview, evaluate: accept() }] };
};

/** Claude's window is used up at moments that only the seed knows: in a plan, in mid-phase, in a review, a verdict, a report. */
const limitsOf = (seed: number): Disturbance[] => {
  const random = randomOf(seed);
  const limit = (disturbance: Pick<Disturbance, "operation" | "phaseIndex" | "after">): Disturbance[] =>
    random() < share ? [{ ...disturbance, fault: "quota", times: "until_reset", windowMs }] : [];
  return [
    ...limit({ operation: "PLAN" }),
    ...Array.from({ length: phaseCount }, (_, phaseIndex) => [
      ...limit({ operation: "IMPLEMENT", phaseIndex, after: Math.floor(random() * (commandsPerPhase + 1)) }),
      ...limit({ operation: "REVIEW", phaseIndex }),
      ...limit({ operation: "EVALUATE", phaseIndex }),
    ]).flat(),
    ...limit({ operation: "REPORT" }),
  ];
};

const id = /^limits-(\d{1,6})$/;

/** The story of a seed, `limits-<seed>`; null for any other id. */
export const randomLimits = (scenarioId: string): Scenario | null => {
  const seed = id.exec(scenarioId)?.[1];
  if (seed === undefined) return null;
  const titles = Array.from({ length: phaseCount }, (_, phase) => `Phase ${phase}`);
  return {
    id: scenarioId,
    title: "Limits at random moments",
    brief: "Write a function that greets by name, with a test, in three steps.",
    description: "Claude's window is used up again and again, wherever the seed has it.",
    plan: plainPlan(
      "Limits at random moments",
      titles.map((title) => plannedPhase(title)),
    ),
    phases: titles.map((_, phase) => phaseOf(phase)),
    report: plainReport("The greeter works."),
    disturbances: limitsOf(Number(seed)),
  };
};
