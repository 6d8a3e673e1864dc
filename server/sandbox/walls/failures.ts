/** What of the host decides whether name spaces can be made. */
export interface HostFacts {
  /** Ubuntu from 23.10: kernel.apparmor_restrict_unprivileged_userns=1. */
  readonly appArmorRestricts: boolean;
  /** Older Debian: kernel.unprivileged_userns_clone=0. */
  readonly unprivilegedForbidden: boolean;
  /** user.max_user_namespaces=0. */
  readonly noneAllowed: boolean;
  /** This is a Docker or Podman container, which may forbid it whatever the host allows. */
  readonly inContainer: boolean;
}

interface Explanation {
  readonly detail: string;
  readonly fix: string;
}

const lasting = (name: string, value: string): string =>
  `\`echo ${name}=${value} | sudo tee /etc/sysctl.d/60-spiral.conf && sudo sysctl --system\``;

const restart = "Then start Spiral again.";

/**
 * What bubblewrap's words mean on such a host, and what to do about it. Pure. The words are those of bubblewrap 0.8 to
 * 0.11 (read in its issues and sources; tried with 0.8).
 */
export const explainFailure = (words: string, facts: HostFacts): Explanation => {
  const said = words.split("\n").find((line) => line.trim() !== "") ?? "it said nothing";
  const because = `bubblewrap is there and cannot make a sandbox: ${said.trim()}.`;
  const unknownOption = /unknown option (--\S+)/i.exec(words)?.[1];
  if (unknownOption !== undefined) {
    return {
      detail: `The installed bubblewrap is too old: it does not know ${unknownOption}.`,
      fix: "Install bubblewrap 0.8 or newer (Debian 12, Ubuntu 24.04, Fedora 38 or newer have it), or run Spiral in a container: docs/sandbox.md.",
    };
  }
  if (/setresuid|setresgid|setreuid|setregid/i.test(words)) {
    return {
      detail: `The projects' user ids cannot be used here: ${said.trim()}.`,
      fix: `This container or user name space has too few user ids. Set SPIRAL_SANDBOX_UID_BASE to the first of a free range that it has, or start Spiral as an ordinary user.`,
    };
  }
  if (/can't find source path|can't open source path/i.test(words)) {
    return {
      detail: because,
      fix: "Move Spiral, its data folder and its toolchains to where the user that starts it (started as root: every user) can read them.",
    };
  }
  if (!/permission denied|not permitted|no permissions|no space left|unavailable/i.test(words))
    return { detail: because, fix: "docs/sandbox.md lists what is known to stand in its way." };
  if (facts.noneAllowed) {
    return {
      detail: `${because} User name spaces are switched off (user.max_user_namespaces=0).`,
      fix: `Allow some: ${lasting("user.max_user_namespaces", "15000")}. ${restart}`,
    };
  }
  if (facts.unprivilegedForbidden) {
    return {
      detail: `${because} Only root may make user name spaces (kernel.unprivileged_userns_clone=0).`,
      fix: `Allow them: ${lasting("kernel.unprivileged_userns_clone", "1")}. ${restart}`,
    };
  }
  if (facts.inContainer) return inContainer(words, because, facts);
  if (facts.appArmorRestricts) {
    return {
      detail: `${because} AppArmor lets only known programs make user name spaces (kernel.apparmor_restrict_unprivileged_userns=1).`,
      fix: `Let bubblewrap do it, in Spiral's folder: \`sudo cp docs/apparmor/bwrap /etc/apparmor.d/bwrap && sudo apparmor_parser -r /etc/apparmor.d/bwrap\`. ${restart}`,
    };
  }
  return {
    detail: because,
    fix: "The kernel or a security module (SELinux, a container) forbids user name spaces: docs/sandbox.md lists what is known to stand in the way.",
  };
};

/** Which of the container's own walls it was, as far as the words tell. All three are needed in the end. */
const inContainer = (words: string, because: string, { appArmorRestricts }: HostFacts): Explanation => {
  const which = /mount proc/i.test(words)
    ? "masks parts of /proc (systempaths)"
    : /make \/ slave|pivot_root|failed to mount/i.test(words)
      ? "forbids mounts (AppArmor or SELinux)"
      : "forbids name spaces (seccomp)";
  const options =
    "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined`";
  return {
    detail: `${because} This container ${which}.`,
    fix: `Start the container with ${options}: Spiral's own sandboxes take the place of what that switches off.${
      appArmorRestricts
        ? " The host is one where AppArmor restricts name spaces: use the profile of docs/sandbox.md instead of apparmor=unconfined."
        : ""
    }`,
  };
};
