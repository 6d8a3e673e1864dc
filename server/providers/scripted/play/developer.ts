import type { Scope } from "../base-url.ts";
import { textAnswer, type Answer, type AnswerBlock } from "../protocol/answer.ts";
import { readTurns, type Turn } from "../protocol/conversation.ts";
import type { MessagesRequest } from "../protocol/request.ts";
import { sayLine, type Call, type DeveloperScript, type ScriptView, type Step } from "../scenario.ts";
import {
  placedCalls,
  positionIn,
  resultText,
  startOf,
  toolUseIdAt,
  type Place,
  type PlacedCall,
  type Position,
} from "./position.ts";

/** The Developer's next answer: the step that the conversation shows to be next, or the closing words. */
export const playDeveloper = (
  script: DeveloperScript,
  scope: Scope,
  request: MessagesRequest,
  newId: () => string,
): Answer => {
  const turns = readTurns(request.messages);
  const calls = placedCalls(turns);
  const view = viewOf(request, turns, calls, scope);
  const stage: Stage = {
    view,
    offer: offeredTools(request, turns),
    tools: toolsOf(script),
    thinking: allowsThinking(request),
    idOf: (step, call) => toolUseIdAt({ ...scope, step, call }, newId()),
  };

  let position = positionIn(calls, scope);
  for (let step = script.steps[position.step]; step !== undefined; step = script.steps[position.step]) {
    const answer = playStep(step, position, stage);
    if (answer !== null) return answer;
    position = startOf(position.step + 1);
  }
  return textAnswer(sayLine(script.closing, view));
};

interface Stage {
  readonly view: ScriptView;
  readonly offer: ToolOffer;
  /** All that the script uses, to be looked up at once. */
  readonly tools: readonly string[];
  readonly thinking: boolean;
  readonly idOf: (step: number, call: Place["call"]) => string;
}

const toolsOf = (script: DeveloperScript): readonly string[] => [
  ...new Set(script.steps.flatMap((step) => step.calls.map((call) => call.tool))),
];

/** Null where nothing of the step is left to do. */
const playStep = (step: Step, position: Position, stage: Stage): Answer | null => {
  const open = step.calls.map((call, index) => ({ call, index })).filter(({ index }) => !position.done.has(index));
  const needsSearch = open.some(({ call }) => stage.offer.searchable(call.tool)) && !position.handedOut.has("search");
  if (needsSearch) return loadTools(position, stage);

  const lacking = open.find(({ call }) => !call.optional && !stage.offer.callable(call.tool));
  if (lacking !== undefined) return textAnswer(lackingTool(lacking.call));
  const callable = open.flatMap(({ call, index }) => {
    const input = stage.offer.callable(call.tool) ? call.input(stage.view) : null;
    return input === null ? [] : [{ index, name: call.tool, input }];
  });
  if (callable.length === 0) return null;

  const again = [...position.handedOut].some((handedOut) => handedOut !== "search");
  const blocks: AnswerBlock[] = [];
  if (stage.thinking && step.think !== undefined && !again) blocks.push({ type: "thinking", thinking: step.think });
  const words = again ? afterInterruption : step.say;
  if (words !== undefined) blocks.push({ type: "text", text: sayLine(words, stage.view) });
  for (const { index, ...toolUse } of callable) {
    blocks.push({ type: "tool_use", id: stage.idOf(position.step, index), ...toolUse });
  }
  return { blocks, stopReason: "tool_use" };
};

const afterInterruption = "I did not see how that ended, so I do it again.";

const lackingTool = (call: Call): string =>
  `This recording needs the tool ${call.tool}, which I was not given, so I stop here. Nothing after this step was done.`;

/** Claude Code defers some tools; a model must load their schemas before it can call them. */
const loadTools = ({ step }: Position, { idOf, tools, offer }: Stage): Answer => {
  const id = idOf(step, "search");
  const wanted = tools.filter((tool) => offer.searchable(tool));
  const input = { query: `select:${wanted.join(",")}`, max_results: wanted.length };
  return { blocks: [{ type: "tool_use", id, name: "ToolSearch", input }], stopReason: "tool_use" };
};

interface ToolOffer {
  readonly callable: (name: string) => boolean;
  /** Not callable yet, but perhaps after a search. */
  readonly searchable: (name: string) => boolean;
}

const offeredTools = (request: MessagesRequest, turns: readonly Turn[]): ToolOffer => {
  const loaded = new Set(
    turns.flatMap((turn) =>
      turn.blocks.flatMap((block) =>
        block.type === "tool_result" && Array.isArray(block.content)
          ? block.content.flatMap((part) => (part.type === "tool_reference" ? [part.tool_name] : []))
          : [],
      ),
    ),
  );
  const names = new Set(
    (request.tools ?? [])
      .filter((tool) => tool.defer_loading !== true || loaded.has(tool.name))
      .map((tool) => tool.name),
  );
  return { callable: (name) => names.has(name), searchable: (name) => !names.has(name) && names.has("ToolSearch") };
};

const allowsThinking = (request: MessagesRequest): boolean =>
  request.thinking?.type === "adaptive" || request.thinking?.type === "enabled";

const viewOf = (
  request: MessagesRequest,
  turns: readonly Turn[],
  calls: readonly PlacedCall[],
  scope: Scope,
): ScriptView => {
  const directory = workingDirectory(request, turns);
  const last = calls.findLast(({ place }) => place.phaseIndex === scope.phaseIndex && place.round === scope.round);
  return {
    path: (relative) => (directory === null ? relative : `${directory}/${relative}`),
    taskId: (subject) => {
      const created = calls.findLast((call) => call.toolName === "TaskCreate" && call.input["subject"] === subject);
      if (created?.result == null) return null;
      return /Task #(\d+)/.exec(resultText(created.result))?.[1] ?? null;
    },
    handedOver: turns.some(isHandOver),
    messages: messagesIn(turns),
    lastResult: last?.result == null ? null : { text: resultText(last.result), isError: last.result.is_error === true },
  };
};

/** As server/agents/developer/hand-over.ts labels it. */
const isHandOver = ({ role, blocks }: Turn): boolean =>
  role !== "assistant" &&
  blocks.some((block) => block.type === "text" && block.text.includes('<data label="hand-over: '));

/** Messages are fenced and carry their id (server/agents/messages.ts). */
const messageFence = /<instruction from="[^"]*" message="msg_[0-9a-z]+">\n([\s\S]*?)\n<\/instruction>/g;

const messagesIn = (turns: readonly Turn[]): readonly string[] =>
  turns
    .filter((turn) => turn.role !== "assistant")
    .flatMap((turn) => turn.blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])))
    .flatMap((text) => [...text.matchAll(messageFence)].flatMap(([, words]) => words ?? []));

/** Claude Code names the working directory in its system prompt or in a system message; its file tools want absolute paths. */
const workingDirectory = (request: MessagesRequest, turns: readonly Turn[]): string | null => {
  const system =
    typeof request.system === "string" ? [request.system] : (request.system ?? []).map((block) => block.text);
  const said = turns
    .filter((turn) => turn.role !== "assistant")
    .flatMap((turn) => turn.blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])));
  for (const text of [...system, ...said]) {
    const found = /working directory: (\/[^\n]*)/i.exec(text)?.[1];
    if (found !== undefined) return found.trim().replace(/\/+$/, "");
  }
  return null;
};
