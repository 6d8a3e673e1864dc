/**
 * Calls `onGone` once when whoever started this process with an IPC channel (scripts/bootstrap.mjs, the supervisor)
 * is gone, SIGKILL included: the kernel closes the channel, no code of the parent has to run. Without a channel
 * (started by hand) nothing is watched.
 */
export function followParent(onGone: () => void): void {
  if (!process.channel) return;
  process.once("disconnect", onGone);
  // Watching must not keep a process alive that has finished.
  process.channel.unref();
}

/**
 * Calls `onEnd` once when this process is to end: a signal, or its parent is gone. Repetitions are ignored, because
 * the terminal, npm and the bootstrap may each deliver the same Ctrl-C.
 */
export function whenToldToEnd(onEnd: () => void): void {
  let told = false;
  const tell = (): void => {
    if (!told) onEnd();
    told = true;
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, tell);
  followParent(tell);
}

/** Sends a message to whoever started this process, if that one is still there to hear it. */
export function tellParent(message: Readonly<Record<string, unknown>>): void {
  // The callback takes the error of a channel that closes at this very moment; "disconnect" follows and ends us.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
