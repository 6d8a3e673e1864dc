/** Where things are inside a walled sandbox. The same on every machine, so that a session can go on elsewhere. */
export const layout = {
  workspace: "/workspace",
  /** A tool that agents have built, while it is called. */
  tool: "/tool",
  /** Packages that every tool may use: where Node.js looks last, whatever folder it comes from. */
  packages: "/node_modules",
  home: "/home/agent",
  temporary: "/tmp",
  /** Programs that the product brings along; `bin` is first on PATH, the others are not on it. */
  bin: "/opt/spiral/bin",
  programs: "/opt/spiral/programs",
  /** The host sides of the doors, as sockets. */
  doors: "/run/spiral",
} as const;

/** Who a process is inside, whatever user id it has on the host. */
export const agentIdentity = { name: "agent", uid: 1000, gid: 1000 } as const;

/** Loopback ports inside, where the forwarder offers the doors. They never change. */
export const doorPorts = { gateway: 8100, egress: 8101 } as const;
