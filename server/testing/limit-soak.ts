import type { LimitStory } from "./limit-events.ts";

/** Of all attempts, what each of the runners has to have carried out. Less, and it was a soak of one with a guest. */
export const fairShare = 0.25;

export interface SoakFigures {
  readonly stories: readonly LimitStory[];
  readonly wantedLimits: number;
  readonly runners: number;
  /** How many attempts each runner carried out. */
  readonly attempts: readonly number[];
}

/** What keeps a soak from being one, whatever its stories say each for itself: it has to have put them to the test. Pure. */
export const soakProblems = ({ stories, wantedLimits, runners, attempts }: SoakFigures): string[] => {
  const sum = (figure: (story: LimitStory) => number): number =>
    stories.reduce((total, story) => total + figure(story), 0);
  const problems: string[] = [];
  const expect = (holds: boolean, problem: string): void => void (holds || problems.push(problem));
  const all = attempts.reduce((total, count) => total + count, 0);
  const fair = attempts.filter((count) => count >= all * fairShare).length;
  expect(fair === runners, `Attempts by runner: ${attempts.join(", ")}; that is no fair share for each of ${runners}.`);
  const handed = stories.filter((story) => story.runners > 1).length;
  expect(handed * 2 >= stories.length, `Only ${handed} of ${stories.length} stories went from one runner to another.`);
  const limits = sum((story) => story.limits);
  expect(limits >= wantedLimits, `${limits} limits were met, ${wantedLimits} were wanted.`);
  const [switches, over] = [sum((story) => story.switches), sum((story) => story.over)];
  expect(switches + over === limits, `${limits} limits, but ${switches} switches and ${over} that were over before.`);
  // A window may have begun anew before anybody could be asked instead; that is to be rare.
  expect(over * 10 <= limits, `${over} of ${limits} limits were over before they led to a switch.`);
  const [live, timed] = [sum((story) => story.live), sum((story) => story.switchMs.length)];
  expect(live > 0 && timed === live, `${live} switches of living sessions, ${timed} of them timed.`);
  return problems;
};
