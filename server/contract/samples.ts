import type { PermissionMode } from "./statuses.ts";

/** Projects that anybody can run at once: the model that works on them is a recording, everything else is real. */
export interface Sample {
  /** Also the scripted model's scenario. */
  readonly id: string;
  readonly title: string;
  readonly brief: string;
  /** One sentence for the list of samples. */
  readonly description: string;
  /** A repository that comes with the product (server/runner/import/sample-repository.ts); an empty folder without. */
  readonly startsFrom?: "repository";
  /** Its story is about limits: it goes on with a (scripted) local model where the others wait. */
  readonly fallsBack?: true;
  /** How freely its Developer may act; without asking unless told. */
  readonly permissionMode?: PermissionMode;
}

export const samples = {
  "sample-build": {
    id: "sample-build",
    title: "Ladle: recipes for any number of guests",
    brief: `My recipes are written for six, but we are rarely six.

Please write a small JavaScript library and a command-line tool, **ladle**, that rewrite a recipe for another number of people:

    ladle pancakes.txt --for 7

- A recipe is a plain text file with a line such as "Serves 6", a list of ingredients below it, and then the instructions.
- It should understand amounts the way people write them: 3, 2.5, ½, 1 ½, 1 1/2.
- It should print them the way a cook says them: "1 ½ cups", never "1.5 cups". Grams and millilitres may keep their decimals.
- Times and temperatures in the instructions must stay as they are.
- Node.js only, no dependencies, with tests.`,
    description: "A small recipe tool in two phases, with a defect that QA finds and the Developer repairs.",
  },
  "sample-analysis": {
    id: "sample-analysis",
    title: "Rain gauges: rewrite a file, or append a line?",
    brief: `Twelve rain gauges in our valley send a reading every minute. A small computer in the fire station keeps them; it loses power now and then.

Should it keep a day's readings in **one JSON file that is rewritten** with each reading, or **append one line per reading** to a log?

Please measure both on this machine, look at what a power cut in the middle of a write leaves behind, compare them by the same criteria and recommend one. No program for the station yet: documents, and the measurements that they rest on.`,
    description: "An A-or-B question, measured for real and answered in documents. It asks you once before it ends.",
  },
  "sample-repository": {
    id: "sample-repository",
    title: "Fairshare: shares that do not add up",
    brief: `The repository that comes with this project is **fairshare**, a small library that splits a bill among friends.

People complain that the shares do not add up: for \`fairshare 100.00 3\` it prints 33.33 three times, and a cent is lost. For 200.00 it charges a cent too much.

Please find the cause, prove it with a test, and repair it. Whoever comes first pays the odd cents. Refunds (amounts below zero) must add up, too.

Keep to the repository's own conventions, and change nothing else.`,
    description:
      "A repository with a real defect: imported with its history, mended test first, and QA finds what was missed.",
    startsFrom: "repository",
  },
  "sample-limit": {
    id: "sample-limit",
    title: "Steep: how long a tea wants",
    brief: `Please write a small JavaScript library and command-line tool, **steep**, that says how long a tea wants to steep:

    steep sencha

- Green teas two minutes, black teas four, herbal teas eight; unknown teas are an error that says which there are.
- First the library with its tests, then the command with a short README.
- Node.js only, no dependencies.`,
    description:
      "Claude's usage limit is reached in mid-sentence: watch the work go on with its tools on a local model, and come back.",
    fallsBack: true,
  },
  "sample-asks": {
    id: "sample-asks",
    title: "Tidemark: when the ferry can land",
    brief: `Our island's ferry lands only while the water at the pier is high enough.

Please write a small JavaScript library, **tidemark**, that says from a day's tide table when the ferry can land, for a given draught.

- The harbour office publishes the table as a scanned page, one a month.
- Say in the README how that table comes in.
- Node.js only, no dependencies, with tests. Ask me before you run anything.`,
    description:
      "The Developer asks you: first for the permission to run a command, then for a tool that it lacks. Decide as you like, it goes on from there.",
    permissionMode: "acceptEdits",
  },
} as const satisfies Record<string, Sample>;

/** In the order in which they are offered. */
export const sampleList: readonly Sample[] = Object.values(samples);

export const findSample = (id: string): Sample | null => sampleList.find((sample) => sample.id === id) ?? null;
