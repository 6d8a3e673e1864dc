import { expect, test } from "vitest";
import type { LocalModelView, OllamaHostView } from "#server/contract/local-models";
import { ModelPullId } from "#server/contract/ids";
import { caveatOf, missingModels } from "./order-words.ts";

const model = (name: string, over: Partial<LocalModelView> = {}): LocalModelView => ({
  name,
  sizeBytes: 1,
  parameterSize: null,
  capabilities: ["tools"],
  contextLength: null,
  runsAt: null,
  loadedContext: null,
  loaded: false,
  pinned: null,
  check: { state: "not_checked" },
  inUse: false,
  warning: null,
  ...over,
});
const host = (url: string, over: Partial<OllamaHostView> = {}): OllamaHostView => ({
  url,
  source: "settings",
  reachable: true,
  version: "0.40",
  error: null,
  since: null,
  models: [],
  pulls: [],
  ...over,
});

test("a model of the order that no server has is missing, unless it is being pulled or nobody could pull it", () => {
  const order = ["big:30b", "small:9b", "plain"];
  const away = host("http://away", { reachable: false, models: [model("big:30b")] });
  const here = host("http://here", { models: [model("plain:latest")] });
  expect(missingModels({ hosts: [away, here], order })).toEqual([{ name: "small:9b", hostUrls: ["http://here"] }]);
  expect(missingModels({ hosts: [away], order })).toEqual([]);
  const pull = {
    id: ModelPullId.parse(`pul_${"0".repeat(26)}`),
    model: "small:9b",
    status: "",
    completedBytes: null,
    totalBytes: null,
  };
  const ending = (endedAt: Date | null) => ({ ...here, pulls: [{ ...pull, error: null, endedAt }] });
  expect(missingModels({ hosts: [away, ending(null)], order })).toEqual([]);
  expect(missingModels({ hosts: [away, ending(new Date())], order })).toHaveLength(1);
});

test("of the model that is chosen it is said that its context is too short", () => {
  const short = model("a", { warning: "Its server loads it with 4,096 tokens of context." });
  expect(caveatOf({ hosts: [host("http://here", { models: [{ ...short, inUse: true }] })] })).toMatch(
    /too little context/,
  );
  expect(caveatOf({ hosts: [host("http://here", { models: [model("b", { inUse: true }), short] })] })).toBeNull();
});
