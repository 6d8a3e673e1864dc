import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { failureSoFar } from "./use-failure.ts";

test("why something could not be loaded stays while it is asked again, until there is an answer", async () => {
  const client = new QueryClient();
  let answer: string | null = null;
  const observer = new QueryObserver(client, {
    queryKey: ["state"],
    retry: false,
    queryFn: async () => {
      if (answer === null) throw new Error("no connection");
      return answer;
    },
  });
  const seen: (string | null)[] = [];
  let failure: string | null = null;
  const stop = observer.subscribe((result) => {
    failure = failureSoFar(failure, result);
    seen.push(failure);
  });
  await observer.refetch();
  expect(failure).toMatch(/^The server did not answer/);
  seen.length = 0;
  await observer.refetch();
  expect(new Set(seen)).toEqual(new Set([failure]));
  answer = "here";
  await observer.refetch();
  expect(failure).toBeNull();
  stop();
  client.clear();
});
