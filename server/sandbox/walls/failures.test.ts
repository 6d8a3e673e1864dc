import { describe, expect, test } from "vitest";
import { explainFailure, type HostFacts } from "./failures.ts";

const nothing: HostFacts = {
  appArmorRestricts: false,
  unprivilegedForbidden: false,
  noneAllowed: false,
  inContainer: false,
};

describe("what bubblewrap's words mean", () => {
  test.each([
    [
      "Ubuntu 24.04",
      "bwrap: setting up uid map: Permission denied",
      { appArmorRestricts: true },
      "sudo cp docs/apparmor/bwrap /etc/apparmor.d/bwrap",
    ],
    [
      "Ubuntu 24.04, further on",
      "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted",
      { appArmorRestricts: true },
      "apparmor_parser",
    ],
    [
      "older Debian",
      "bwrap: No permissions to creating new namespace, likely because the kernel does not allow non-privileged user namespaces.",
      { unprivilegedForbidden: true },
      "kernel.unprivileged_userns_clone=1",
    ],
    [
      "no name spaces at all",
      "bwrap: Creating new namespace failed: No space left on device",
      { noneAllowed: true },
      "user.max_user_namespaces=15000",
    ],
    ["Docker's seccomp", "bwrap: No permissions to create new namespace", { inContainer: true }, "seccomp=unconfined"],
    [
      "Docker's AppArmor",
      "bwrap: Failed to make / slave: Permission denied",
      { inContainer: true },
      "apparmor=unconfined",
    ],
    [
      "Docker's /proc",
      "bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
      { inContainer: true },
      "systempaths=unconfined",
    ],
    [
      "Docker on Ubuntu 24.04",
      "bwrap: setting up uid map: Permission denied",
      { inContainer: true, appArmorRestricts: true },
      "instead of apparmor=unconfined",
    ],
    ["an old bubblewrap", "bwrap: Unknown option --disable-userns", {}, "0.8 or newer"],
    ["too few user ids", "setpriv: setresuid failed: Invalid argument", {}, "SPIRAL_SANDBOX_UID_BASE"],
    ["a private folder", "bwrap: Can't find source path /root/node: Permission denied", {}, "can read them"],
    ["a policy nobody knows", "bwrap: Permission denied", {}, "SELinux"],
    ["anything else", "bwrap: something new", {}, "docs/sandbox.md"],
  ])("%s", (_host, words, facts, fix) => {
    const explanation = explainFailure(words, { ...nothing, ...facts });
    expect(explanation.fix).toContain(fix);
    expect(explanation.detail).toMatch(/\.$/);
    expect(explanation.detail).not.toMatch(/\.\.$/);
  });

  test("a container is told which of its own walls it was", () => {
    const which = (words: string): string => explainFailure(words, { ...nothing, inContainer: true }).detail;
    expect(which("bwrap: Can't mount proc on /newroot/proc: Operation not permitted")).toContain("systempaths");
    expect(which("bwrap: Failed to make / slave: Permission denied")).toContain("AppArmor");
    expect(which("bwrap: No permissions to create new namespace")).toContain("seccomp");
  });

  test("only the first line is repeated", () => {
    expect(explainFailure("bwrap: one\nbwrap: two", nothing).detail).not.toContain("two");
  });
});
