import { bash, edit, progress, read, task, type DeveloperScript } from "../../scenario.ts";
import { defect, lastTest, unreleased } from "./repository.ts";

/** What the Developer does in the repository that came in: real tools, real files, real tests. */

const reproduce = "Reproduce the lost cent with a test";
const repair = "Repair the split";

/** Adds up, as long as nobody is paid back. */
export const firstRepair = `  const share = Math.trunc(cents / people);
  const odd = cents % people;
  return Array.from({ length: people }, (_, index) => (index < odd ? share + 1 : share));`;

const secondRepair = `  const odd = cents % people;
  const share = (cents - odd) / people;
  return Array.from({ length: people }, (_, index) => (index < Math.abs(odd) ? share + Math.sign(odd) : share));`;

export const addsUpTest = `
test("shares add up to the amount, the first ones pay the odd cents", () => {
  assert.deepEqual(split(10000, 3), [3334, 3333, 3333]);
  assert.deepEqual(split(20000, 3), [6667, 6667, 6666]);
  for (const cents of [1, 99, 100, 12345])
    for (const people of [1, 2, 3, 7]) assert.equal(split(cents, people).reduce((sum, share) => sum + share), cents);
});
`;

const refundTest = `
test("shares of a refund add up to it, too", () => {
  assert.deepEqual(split(-10000, 3), [-3334, -3333, -3333]);
  assert.equal(split(-1, 3).reduce((sum, share) => sum + share), -1);
});
`;

export const firstScript: DeveloperScript = {
  steps: [
    {
      think: "There is a repository already. What does it do, and by which rules do its people work?",
      say: "Before I change anything I look at what is there: the code, its tests, its history and its own rules.",
      calls: [
        task(reproduce, "Reproducing the lost cent"),
        task(repair, "Repairing the split"),
        bash("git log --oneline && ls -R bin src test", "Look at the history and the files"),
        read("AGENTS.md"),
        read("src/split.js"),
        read("test/split.test.js"),
      ],
    },
    {
      say: "`Math.round` gives everybody the same share, so whatever does not divide evenly is lost, or charged twice. First a test that shows it.",
      calls: [progress(reproduce, "in_progress"), edit("test/split.test.js", lastTest, lastTest + addsUpTest)],
    },
    { calls: [bash("node --test", "Run all tests: the new one must fail")] },
    {
      say: ({ lastResult }) =>
        lastResult?.isError === true
          ? "Red, with exactly the cent that people miss. Now the repair: a whole share for everybody, and the odd cents one by one to the first."
          : "It passes already, which I did not expect. I make the split exact all the same.",
      calls: [
        progress(reproduce, "completed"),
        progress(repair, "in_progress"),
        edit("src/split.js", defect, firstRepair),
      ],
    },
    { calls: [bash("node --test", "Run all tests again")] },
    { calls: [progress(repair, "completed"), bash("node bin/fairshare.js 100.00 3", "Try what was complained about")] },
  ],
  closing:
    "The lost cent is found and repaired: `split` rounded each share for itself. It now gives everybody the whole share and the odd cents to the first ones. The new test was red before and is green now, and `fairshare 100.00 3` prints 33.34, 33.33, 33.33.",
};

export const secondScript: DeveloperScript = {
  steps: [
    {
      say: "QA is right: of a refund the odd cents are below zero, and my condition never gives them to anybody. A test first.",
      calls: [edit("test/split.test.js", addsUpTest, addsUpTest + refundTest)],
    },
    { calls: [bash("node --test", "Run all tests: the refund must fail")] },
    {
      say: ({ lastResult }) =>
        lastResult?.isError === true
          ? "Red. The odd cents keep their sign now, whichever it is, and the change gets its line in the change log."
          : "It passes already. I keep the test and make the sign explicit.",
      calls: [
        edit("src/split.js", firstRepair, secondRepair),
        edit(
          "CHANGELOG.md",
          unreleased,
          `${unreleased}\n- Shares always add up to the amount, refunds included; the first ones pay the odd cents.\n`,
        ),
      ],
    },
    { calls: [bash("node --test", "Run all tests again")] },
    { calls: [bash("node bin/fairshare.js -- -100.00 3; git diff --stat", "Try a refund, and see what has changed")] },
  ],
  closing:
    "Refunds add up as well: the odd cents keep the amount's sign. Its test was red before. CHANGELOG.md has a line about it, as AGENTS.md asks. All tests pass.",
};
