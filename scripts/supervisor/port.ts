import { createServer } from "node:net";

/** The words for a failed `listen`; other errors pass unchanged. */
export function explainListenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return new Error(
      `Port ${port} on ${host} is in use by another program. End that program, or choose another port: PORT=${port + 1} npm start`,
    );
  }
  if (code === "EACCES") {
    return new Error(`This user may not listen on port ${port}. Choose one above 1023: PORT=3000 npm start`);
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new Error(
      `HOST=${host} is no address of this machine. Leave HOST out for this machine alone, or use 0.0.0.0 for all its addresses.`,
    );
  }
  return error;
}

/**
 * Finds out before the long steps whether the dashboard could listen.
 * @throws Error that names the port and what to do
 */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  } catch (error) {
    throw explainListenError(error, host, port);
  }
  await new Promise((resolve) => server.close(resolve));
}
