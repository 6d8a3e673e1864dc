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
