import { bash, edit, progress, read, task, write, type DeveloperScript } from "../../scenario.ts";
import { ingredientJs, ingredientTest, packageJson, quantityJs, quantityTest } from "./files-reading.ts";
import {
  brokenLines,
  carryCases,
  cliJs,
  cliTest,
  formatJs,
  formatTest,
  lastFormatCase,
  pancakes,
  repairedLines,
  scaleJs,
} from "./files-scaling.ts";

/** What the Developer does during the sample: real tools, real files, real tests. */

const readAmounts = "Read amounts in every spelling";
const readIngredients = "Read ingredient lines";
const runSuite = "Run the whole suite";

export const readingScript: DeveloperScript = {
  steps: [
    {
      think:
        "The workspace is empty. Amounts are the heart of it, so they come first, as a pure function with a table of spellings.",
      say: "An empty workspace. I start with the part that everything else rests on: reading an amount, whatever way it is written.",
      calls: [
        task(readAmounts, "Reading amounts"),
        task(readIngredients, "Reading ingredient lines"),
        task(runSuite, "Running the suite"),
        write("package.json", packageJson),
      ],
    },
    {
      calls: [
        progress(readAmounts, "in_progress"),
        write("src/quantity.js", quantityJs),
        write("test/quantity.test.js", quantityTest),
      ],
    },
    {
      say: "Each spelling from the criteria has a test of its own. Do they hold?",
      calls: [bash("node --test test/quantity.test.js", "Run the tests for amounts")],
    },
    {
      say: "They do. Now the whole line: amount, unit, name.",
      calls: [
        progress(readAmounts, "completed"),
        progress(readIngredients, "in_progress"),
        write("src/ingredient.js", ingredientJs),
        write("test/ingredient.test.js", ingredientTest),
      ],
    },
    {
      calls: [
        progress(readIngredients, "completed"),
        progress(runSuite, "in_progress"),
        bash("node --test", "Run the whole test suite"),
      ],
    },
    { calls: [progress(runSuite, "completed")] },
  ],
  closing:
    "Amounts and ingredient lines are read, and the whole suite passes.\n\n- `src/quantity.js` knows every spelling in the criteria and says `null` when there is no amount.\n- `src/ingredient.js` splits a line into amount, unit and name; “salt to taste” keeps its words.\n\nNothing is left open in this phase.",
};

const printAmounts = "Print amounts as a cook says them";
const scaleRecipes = "Scale a whole recipe";
const offerCommand = "Offer it as a command";

export const scalingScript: DeveloperScript = {
  steps: [
    {
      think:
        "Phase 1 left readIngredient. Printing is the reverse of reading, so it can use the same table of fractions.",
      say: "Reading is in place, so let me see what I can build on.",
      calls: [
        read("src/ingredient.js"),
        task(printAmounts, "Printing amounts"),
        task(scaleRecipes, "Scaling recipes"),
        task(offerCommand, "Building the command"),
      ],
    },
    {
      say: "Printing an amount is reading it backwards: take the whole number, then the nearest fraction that a kitchen can measure.",
      calls: [
        progress(printAmounts, "in_progress"),
        write("src/format.js", formatJs),
        write("test/format.test.js", formatTest),
      ],
    },
    { calls: [bash("node --test test/format.test.js", "Run the tests for printing")] },
    {
      say: "Now the recipe itself. Only the ingredient block may change; “rest for 20 minutes” must stay 20 minutes for any number of guests.",
      calls: [
        progress(printAmounts, "completed"),
        progress(scaleRecipes, "in_progress"),
        write("src/scale.js", scaleJs),
        write("bin/ladle.js", cliJs),
        write("examples/pancakes.txt", pancakes),
      ],
    },
    {
      say: "Let me taste it with a few sizes.",
      calls: [
        progress(scaleRecipes, "completed"),
        progress(offerCommand, "in_progress"),
        bash(
          'for people in 2 4 8 12; do node bin/ladle.js examples/pancakes.txt --for "$people" | sed -n 2,6p; echo; sleep 0.5; done',
          "Print the pancakes for two, four, eight and twelve",
        ),
      ],
    },
    {
      say: "That reads like a cookbook. The last piece is a test of the command itself, with one guest more than planned.",
      calls: [write("test/cli.test.js", cliTest), progress(offerCommand, "completed")],
    },
  ],
  closing:
    "The command is there: `ladle <recipe.txt> --for <people>`.\n\n- `src/format.js` prints amounts as kitchen fractions.\n- `src/scale.js` scales the ingredient block and nothing else.\n- `test/cli.test.js` tests the command from outside.\n\nI ran the tests for printing and tried the command with four sizes; I have not run the whole suite since the last test was added.",
};

const repairTask = "Carry over to the next whole number";

export const repairScript: DeveloperScript = {
  steps: [
    {
      think: "I added the last test without running it. Reproduce first, then repair at the cause.",
      say: "I should have run the whole suite. First I want to see it fail.",
      calls: [
        task(repairTask, "Repairing the rounding"),
        bash("node --test test/cli.test.js", "Reproduce the failing test"),
        read("src/format.js"),
      ],
    },
    {
      say: "There it is: 1.94 leaves a remainder that rounds to a whole, and that whole is printed beside the 1. It has to be carried over. The edges go into the table of cases too.",
      calls: [
        progress(repairTask, "in_progress"),
        edit("src/format.js", brokenLines, repairedLines),
        read("test/format.test.js"),
        edit("test/format.test.js", lastFormatCase, carryCases),
      ],
    },
    { calls: [bash("node --test", "Run the whole test suite")] },
    {
      say: "Green. And the dinner for seven?",
      calls: [
        bash("node bin/ladle.js examples/pancakes.txt --for 7", "Print the pancakes for seven"),
        progress(repairTask, "completed"),
      ],
    },
  ],
  closing:
    "Repaired at its cause in `src/format.js`: when the remainder rounds to a whole, the whole number is raised and no fraction is printed. Seven guests get 2 cups of flour.\n\nThree cases around a whole number hold it in `test/format.test.js`, and this time I ran the whole suite: all tests pass.",
};
