/** A guard of the product, how it is switched off for a moment, and the test that must then fail. */
export interface Guard {
  /** What it is about, in kebab-case; the value of SPIRAL_GUARD_OFF. */
  readonly name: string;
  /** The abuse cases that it stands against (1 to 90); none where it keeps the product from harming itself. */
  readonly cases: readonly number[];
  /** From the project's root. */
  readonly file: string;
  /** Text that occurs in the file exactly once. */
  readonly find: string;
  /** What stands there while it is off. */
  readonly replace: string;
  /** The test that notices: its file, and a part of its full name where one test of the file is enough. */
  readonly test: { readonly file: string; readonly name?: string };
  /** Without it the test waits in vain until its time is up; otherwise running out of time says nothing. */
  readonly hangs?: true;
  /** What the machine must have for it; elsewhere its test is skipped, and so is this. */
  readonly needs?: "root" | "cgroups";
}
