import { describe, expect, test } from "vitest";
import { howToInstall, installCommand, parseOsRelease, readDistribution } from "./distribution.ts";

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\n';
const mint = 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n';
const fedora = "NAME='Fedora Linux'\nID=fedora\n";
const arch = 'PRETTY_NAME="Arch Linux"\nID=arch\n';
const leap = 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n';

describe("what to type for a package", () => {
  test.each([
    [debian, "sudo apt-get install bubblewrap"],
    [mint, "sudo apt-get install bubblewrap"],
    [fedora, "sudo dnf install bubblewrap"],
    [arch, "sudo pacman -S bubblewrap"],
    [leap, "sudo zypper install bubblewrap"],
  ])("on %j", (text, command) => {
    expect(installCommand(parseOsRelease(text), "bubblewrap", false)).toBe(command);
  });

  test("root needs no sudo", () => {
    expect(howToInstall(parseOsRelease(debian), "bubblewrap", true)).toBe(
      "Install bubblewrap: `apt-get install bubblewrap`",
    );
  });

  test("a system that is not known gets the commands of the usual ones", () => {
    const unknown = parseOsRelease("ID=something\n");
    expect(installCommand(unknown, "bubblewrap", false)).toBeNull();
    expect(howToInstall(unknown, "bubblewrap", false)).toContain("dnf");
  });

  test("its name is what it calls itself", async () => {
    expect(parseOsRelease(debian).name).toBe("Debian GNU/Linux 12 (bookworm)");
    expect((await readDistribution("/no/such/file")).ids).toEqual([]);
  });
});
