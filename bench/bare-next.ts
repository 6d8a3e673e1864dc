import path from "node:path";
import { startProcess, type StartedProcess } from "../server/testing/started-process.ts";
import { nextProgram } from "./installation-at-work.ts";

export interface BareNext {
  readonly url: string;
  readonly process: StartedProcess;
  readonly stop: () => Promise<void>;
}

/** Plain `next start` of the same build, with a database that runs already. Resolves when it says that it is ready. */
export const startBareNext = async (options: { databaseUrl: string; dataDir: string }): Promise<BareNext> => {
  const started = startProcess(process.execPath, [nextProgram, "start", "-H", "127.0.0.1", "-p", "0"], {
    cwd: path.resolve(import.meta.dirname, ".."),
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: options.databaseUrl,
      SPIRAL_DATA_DIR: options.dataDir,
    },
  });
  const [, url = ""] = await started.says(/Local:\s+(http:\S+)/);
  await started.says(/Ready in/);
  return {
    url,
    process: started,
    stop: async () => {
      started.child.kill("SIGTERM");
      await started.ended();
    },
  };
};

/** Asks for the first page that people see; everything behind it has to work. @throws Error unless it is a 200 */
export const loadFirstPage = async (url: string): Promise<void> => {
  const response = await fetch(`${url}/sign-in`);
  await response.text();
  if (response.status !== 200) throw new Error(`The first page came with ${response.status}.`);
};
