import { expect, test } from "vitest";
import { RunnerFindings } from "../domain/runners/runner-registry.ts";
import { createLooks } from "./looks.ts";

const ok = { status: "ok", detail: "found", fix: null } as const;
const findings = RunnerFindings.parse({ claudeCode: ok, signedIn: true, ollama: ok, git: ok, sandbox: ok });

test("a look that began earlier and ends later does not take the place of what was found since", async () => {
  const ends: ((found: RunnerFindings) => void)[] = [];
  const looks = createLooks(() => new Promise((resolve) => void ends.push(resolve)));
  expect(looks.newest()).toBeNull();
  const early = looks.look();
  const asked = looks.look("look_1");
  ends[1]?.({ ...findings, claudeCode: { ...ok, detail: "mended" } });
  expect((await asked).claudeCode.detail).toBe("mended");
  ends[0]?.({ ...findings, claudeCode: { ...ok, detail: "too old" } });
  expect((await early).claudeCode.detail).toBe("too old");
  expect(looks.newest()?.claudeCode.detail).toBe("mended");
});

test("a look without an answer leaves whoever was signed in signed in; an answer does not", async () => {
  const answers: RunnerFindings["signedIn"][] = [null, true, null, false, null];
  const looks = createLooks(() => Promise.resolve({ ...findings, signedIn: answers.shift() ?? null }));
  const seen = [];
  for (let number = 0; number < 5; number += 1) seen.push((await looks.look()).signedIn);
  expect(seen).toEqual([null, true, true, false, false]);

  const after = createLooks(() => Promise.resolve({ ...findings, signedIn: null }), true);
  expect((await after.look()).signedIn).toBe(true);
});
