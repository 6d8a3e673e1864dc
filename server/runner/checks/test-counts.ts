/** How many tests passed and failed, as the test runner itself printed it; null where it said nothing. */
export interface TestCounts {
  readonly testsPassed: number | null;
  readonly testsFailed: number | null;
}

interface Format {
  readonly passed: RegExp;
  readonly failed: RegExp;
}

/** Closing lines of test runners. The last match counts: earlier ones may be quotes or sub-runs. */
const formats: readonly Format[] = [
  // node --test: spec reporter and TAP
  { passed: /^(?:ℹ|#) pass (\d+)$/gm, failed: /^(?:ℹ|#) fail (\d+)$/gm },
  // vitest, jest
  { passed: /^\s*Tests:?\s.*?(\d+) passed/gm, failed: /^\s*Tests:?\s.*?(\d+) failed/gm },
  // mocha
  { passed: /^\s*(\d+) passing/gm, failed: /^\s*(\d+) failing/gm },
  // cargo test
  { passed: /^test result: .*? (\d+) passed/gm, failed: /^test result: .*?(\d+) failed/gm },
  // pytest -q
  { passed: /(?:^|, |= )(\d+) passed.* in [\d.]+s/gm, failed: /(?:^|, |= )(\d+) failed.* in [\d.]+s/gm },
];

const lastNumber = (pattern: RegExp, text: string): number | null => {
  const match = [...text.matchAll(pattern)].at(-1)?.[1];
  return match === undefined ? null : Number(match);
};

const colours = /\u001b\[[0-9;]*m/g;

/** Reads a test runner's closing lines. */
export const readTestCounts = (output: string): TestCounts => {
  const text = output.replace(colours, "");
  for (const { passed, failed } of formats) {
    const testsPassed = lastNumber(passed, text);
    const testsFailed = lastNumber(failed, text);
    if (testsPassed !== null || testsFailed !== null) {
      return { testsPassed: testsPassed ?? 0, testsFailed: testsFailed ?? 0 };
    }
  }
  return { testsPassed: null, testsFailed: null };
};
