import { shippedCommits, type ShippedCommit } from "../../providers/scripted/scenarios/sample-repository/repository.ts";

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

const isProgram = (path: string): boolean => path.startsWith("bin/");

const commit = ({ message, author, at, files }: ShippedCommit): string =>
  [
    "commit refs/heads/main\n",
    `author ${author} ${at} +0000\n`,
    `committer ${author} ${at} +0000\n`,
    data(`${message}\n`),
    ...Object.entries(files).map(
      ([path, content]) => `M ${isProgram(path) ? "100755" : "100644"} inline ${path}\n${data(content)}`,
    ),
  ].join("");

/** The repository that comes with the product, as `git fast-import` reads it: made anew each time, always the same. */
export async function* sampleRepository(sampleId: string): AsyncGenerator<string, void> {
  if (sampleId !== "sample-repository") throw new Error(`No repository comes with ${sampleId}.`);
  for (const one of shippedCommits) yield commit(one);
}
