import { z } from "zod";

/** A command that the runner executes itself in the workspace's root to see whether the work holds. */
export interface DetectedCheck {
  readonly command: string;
  readonly args: readonly string[];
  /** Which file or convention led to it; shown to people. */
  readonly detectedBy: string;
}

export interface WorkspaceFacts {
  /** Paths relative to the root, forward slashes. */
  readonly files: readonly string[];
  /** The text of package.json in the root; null where there is none. */
  readonly packageJson: string | null;
  /** The text of a Makefile in the root; null where there is none. */
  readonly makefile: string | null;
}

const PackageJson = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

/** What `npm init` writes; it always fails and checks nothing. */
const placeholder = /no test specified/;

const isNodeTest = (path: string): boolean =>
  !path.includes("node_modules/") && (/\.(test|spec)\.[cm]?js$/.test(path) || /(^|\/)test\/[^/]+\.[cm]?js$/.test(path));
const isPythonTest = (path: string): boolean => /(^|\/)(test_[^/]+|[^/]+_test)\.py$/.test(path);

/**
 * Chooses the project's own test command from its files. Pure. Several languages in one workspace give several
 * checks; none found gives none, which the PM then has to justify (R8).
 */
export const detectChecks = ({ files, packageJson, makefile }: WorkspaceFacts): DetectedCheck[] => {
  const has = (path: string): boolean => files.includes(path);
  const checks: DetectedCheck[] = [];

  const script = testScript(packageJson);
  if (script !== null) {
    checks.push({ command: "npm", args: ["test", "--silent"], detectedBy: "the test script in package.json" });
  } else if (files.some(isNodeTest)) {
    checks.push({ command: "node", args: ["--test"], detectedBy: "Node.js test files" });
  }
  if (has("Cargo.toml")) checks.push({ command: "cargo", args: ["test"], detectedBy: "Cargo.toml" });
  if (has("go.mod")) checks.push({ command: "go", args: ["test", "./..."], detectedBy: "go.mod" });
  if (files.some(isPythonTest)) {
    checks.push({ command: "python3", args: ["-m", "pytest", "-q"], detectedBy: "pytest files" });
  }
  if (checks.length === 0 && makefile !== null && /^test\s*:/m.test(makefile)) {
    checks.push({ command: "make", args: ["test"], detectedBy: "the test target in the Makefile" });
  }
  return checks;
};

/** For the log: where it was looked when nothing was found. */
export const lookedFor =
  "a test script in package.json, Node.js test files, Cargo.toml, go.mod, pytest files, a test target in a Makefile";

const testScript = (packageJson: string | null): string | null => {
  if (packageJson === null) return null;
  try {
    const test = PackageJson.parse(JSON.parse(packageJson)).scripts["test"];
    return test === undefined || placeholder.test(test) ? null : test;
  } catch {
    // A broken package.json is the agent's to mend; `npm test` would only fail to start.
    return null;
  }
};
