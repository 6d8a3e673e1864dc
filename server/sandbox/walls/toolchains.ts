import { realpath } from "node:fs/promises";
import path from "node:path";
import { isOpenToAll } from "./host.ts";

/** A toolchain of the host outside /usr: its folder is seen inside at the same path, read-only. */
export interface Toolchain {
  readonly name: string;
  /** What is bound. */
  readonly root: string;
  /** What comes onto PATH. */
  readonly bin: string;
  /** What else its programs need to find themselves, for example RUSTUP_HOME. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface FoundToolchains {
  readonly toolchains: readonly Toolchain[];
  /** On the host's PATH and a toolchain, but in a folder that a sandbox's own user cannot enter. */
  readonly unreachable: readonly string[];
}

interface Kind {
  readonly name: string;
  /** Of a folder on PATH, resolved: the toolchain's own folder is the first group. */
  readonly pattern: RegExp;
  readonly environment?: (root: string, bin: string) => Readonly<Record<string, string>>;
  /** More folders that its programs read, relative to the home that it is in. */
  readonly alsoBeside?: (root: string) => readonly string[];
}

/**
 * Only what is known to be a toolchain: a folder such as ~/bin or ~/.local/bin may hold anything. Credentials that
 * such tools keep beside (for example ~/.cargo/credentials.toml) are outside the folders that are bound.
 */
const kinds: readonly Kind[] = [
  { name: "nvm", pattern: /^(.*\/\.nvm\/versions\/node\/[^/]+)\/bin$/ },
  { name: "fnm", pattern: /^(.*\/fnm\/node-versions\/[^/]+\/installation)\/bin$/ },
  { name: "volta", pattern: /^(.*\/\.volta)\/bin$/, environment: (root) => ({ VOLTA_HOME: root }) },
  { name: "asdf", pattern: /^(.*\/\.asdf)\/(?:shims|bin)$/, environment: (root) => ({ ASDF_DATA_DIR: root }) },
  { name: "mise", pattern: /^(.*\/\.local\/share\/mise\/installs\/[^/]+\/[^/]+)\/bin$/ },
  {
    name: "pyenv",
    pattern: /^(.*\/\.pyenv)\/(?:shims|bin|versions\/[^/]+\/bin)$/,
    environment: (root) => ({ PYENV_ROOT: root }),
  },
  { name: "uv python", pattern: /^(.*\/\.local\/share\/uv\/python\/[^/]+)\/bin$/ },
  { name: "conda", pattern: /^(.*\/(?:miniconda3|anaconda3|miniforge3))\/(?:condabin|bin)$/ },
  { name: "rbenv", pattern: /^(.*\/\.rbenv)\/(?:shims|bin)$/, environment: (root) => ({ RBENV_ROOT: root }) },
  {
    name: "rustup",
    pattern: /^(.*\/\.cargo\/bin)$/,
    environment: (root) => ({ RUSTUP_HOME: path.join(root, "../../.rustup") }),
    alsoBeside: (root) => [path.join(root, "../../.rustup")],
  },
  { name: "Go", pattern: /^(.*\/(?:sdk\/go[^/]+|\.goenv\/versions\/[^/]+))\/bin$/ },
  { name: "SDKMAN", pattern: /^(.*\/\.sdkman\/candidates\/[^/]+\/[^/]+)\/bin$/ },
  { name: "Deno", pattern: /^(.*\/\.deno\/bin)$/ },
  { name: "Bun", pattern: /^(.*\/\.bun\/bin)$/ },
  { name: "Homebrew", pattern: /^(\/home\/linuxbrew\/\.linuxbrew|\/opt\/homebrew)\/(?:bin|sbin)$/ },
  { name: "/opt", pattern: /^(\/opt\/[^/]+)(?:\/.*)?\/bin$/ },
];

const recognise = (bin: string): readonly Toolchain[] => {
  for (const { name, pattern, environment, alsoBeside } of kinds) {
    const root = pattern.exec(bin)?.[1];
    if (root === undefined) continue;
    const found: Toolchain = { name, root, bin, environment: environment?.(root, bin) ?? {} };
    return [found, ...(alsoBeside?.(root) ?? []).map((beside) => ({ name, root: beside, bin, environment: {} }))];
  }
  return [];
};

/**
 * Finds the toolchains that the host's PATH leads to.
 * @param everybody whether they must be open to all users (the service profile), not only to the runner's
 */
export const findToolchains = async (searchPath: string, everybody: boolean): Promise<FoundToolchains> => {
  const folders = [...new Set(searchPath.split(path.delimiter))].filter((folder) => path.isAbsolute(folder));
  const toolchains = new Map<string, Toolchain>();
  const unreachable = new Set<string>();
  for (const folder of folders) {
    const bin = await realpath(folder).catch(() => null);
    if (bin === null || /^\/(usr|bin|sbin)(\/|$)/.test(bin)) continue;
    for (const toolchain of recognise(bin)) {
      if (everybody && !(await isOpenToAll(toolchain.root))) unreachable.add(toolchain.root);
      else toolchains.set(`${toolchain.root} ${toolchain.bin}`, toolchain);
    }
  }
  return { toolchains: [...toolchains.values()], unreachable: [...unreachable] };
};
