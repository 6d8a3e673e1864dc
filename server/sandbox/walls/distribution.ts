import { readFile } from "node:fs/promises";

/** Which Linux this is, as /etc/os-release says. */
export interface Distribution {
  /** For people: "Ubuntu 24.04.1 LTS". */
  readonly name: string;
  /** Its own id and those that it is like, most alike first. */
  readonly ids: readonly string[];
}

const unknown: Distribution = { name: "this Linux", ids: [] };

/** Reads the lines of an os-release file. Pure. */
export const parseOsRelease = (text: string): Distribution => {
  const value = (key: string): string => new RegExp(`^${key}=(["']?)(.*)\\1$`, "m").exec(text)?.[2] ?? "";
  const ids = [value("ID"), ...value("ID_LIKE").split(" ")].filter((id) => id !== "");
  return { name: value("PRETTY_NAME") || value("NAME") || unknown.name, ids };
};

export const readDistribution = async (file = "/etc/os-release"): Promise<Distribution> =>
  readFile(file, "utf8").then(parseOsRelease, () => unknown);

const installers: Readonly<Record<string, string>> = {
  debian: "apt-get install",
  ubuntu: "apt-get install",
  fedora: "dnf install",
  rhel: "dnf install",
  centos: "dnf install",
  arch: "pacman -S",
  suse: "zypper install",
  opensuse: "zypper install",
  alpine: "apk add",
};

/** What to type to have a package; null on a system that is not known here. */
export const installCommand = ({ ids }: Distribution, packageName: string, asRoot: boolean): string | null => {
  const installer = ids.map((id) => installers[id]).find((found) => found !== undefined);
  return installer === undefined ? null : `${asRoot ? "" : "sudo "}${installer} ${packageName}`;
};

/** The same as a sentence; on an unknown system the commands of the usual ones. */
export const howToInstall = (distribution: Distribution, packageName: string, asRoot: boolean): string => {
  const command = installCommand(distribution, packageName, asRoot);
  return command === null
    ? `Install ${packageName}: \`sudo apt-get install ${packageName}\` (Debian, Ubuntu), \`sudo dnf install ${packageName}\` (Fedora), or as your system does it.`
    : `Install ${packageName}: \`${command}\``;
};
