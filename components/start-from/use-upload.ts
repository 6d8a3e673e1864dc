"use client";

import { useRef, useState } from "react";
import { z } from "zod";

const Uploaded = z.object({ id: z.string(), name: z.string(), bytes: z.number() });
export type Uploaded = z.infer<typeof Uploaded>;
const Refused = z.object({ message: z.string() });

const noAnswer = "The server did not answer. Check that Spiral is still running and that you are connected.";

/** What came back, or why nothing did. */
const answerOf = (request: XMLHttpRequest): Uploaded | { readonly error: string } => {
  try {
    const body: unknown = JSON.parse(request.responseText);
    if (request.status === 201) return Uploaded.parse(body);
    return { error: Refused.parse(body).message };
  } catch {
    return { error: request.status === 0 ? noAnswer : `The server answered with ${request.status}.` };
  }
};

/** Sends an archive, with its progress. One at a time: another one takes the place of the one on its way. */
export const useUpload = (onUploaded: (upload: Uploaded) => void) => {
  const current = useRef<XMLHttpRequest | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const send = (file: File): void => {
    current.current?.abort();
    // The one way to learn how much of a body is on its way.
    const request = new XMLHttpRequest();
    current.current = request;
    setError(null);
    setProgress(0);
    request.upload.addEventListener("progress", ({ loaded, total }) => setProgress(total === 0 ? 0 : loaded / total));
    request.addEventListener("loadend", () => {
      if (current.current !== request) return;
      current.current = null;
      setProgress(null);
      const answer = answerOf(request);
      if ("error" in answer) setError(`${file.name} was not taken. ${answer.error}`);
      else onUploaded(answer);
    });
    request.open("POST", `/api/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  };
  /** 0-1 while something is on its way. */
  return { send, progress, error } as const;
};
