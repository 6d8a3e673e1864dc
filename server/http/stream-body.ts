/** Parts as a body that is read no faster than it is sent, and closed when nobody wants it (any more, or at all). */
export const bodyOf = (parts: AsyncIterable<Uint8Array>, gone: AbortSignal): ReadableStream<Uint8Array> => {
  const iterator = parts[Symbol.asyncIterator]();
  // What it was closed with interests nobody any more.
  const close = async (): Promise<void> => void (await iterator.return?.().catch(() => undefined));
  gone.addEventListener("abort", () => void close(), { once: true });
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: close,
  });
};
