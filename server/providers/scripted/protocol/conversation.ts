import { invalidRequest } from "./api-error.ts";
import type { ContentBlock, CountTokensRequest, Message, MessagesRequest, Tool } from "./request.ts";
import { checkOutputSchema, checkToolSchema } from "./schema-rules.ts";

/**
 * The rules that hold between the parts of a request: order of roles, tool calls and their results, tools, cache
 * marks, thinking. What the real API refuses is refused here, so that a client which only works by leniency fails in
 * a test. Messages keep the API's wording where it is known, because people will search for it.
 */

/** Messages with string contents expanded into blocks, and neighbours of one role joined, as the API reads them. */
export interface Turn {
  readonly role: Message["role"];
  readonly blocks: readonly ContentBlock[];
  /** Where it begins in the request; errors name it. */
  readonly index: number;
}

export const blocksOf = (message: Message): readonly ContentBlock[] =>
  typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;

export const readTurns = (messages: readonly Message[]): readonly Turn[] => {
  const turns: Turn[] = [];
  for (const [index, message] of messages.entries()) {
    const last = turns.at(-1);
    const blocks = blocksOf(message);
    if (last?.role === message.role) turns[turns.length - 1] = { ...last, blocks: [...last.blocks, ...blocks] };
    else turns.push({ role: message.role, blocks, index });
  }
  return turns;
};

const allowedBlocks: Record<Message["role"], readonly ContentBlock["type"][]> = {
  user: ["text", "image", "tool_result"],
  assistant: ["text", "tool_use", "thinking", "redacted_thinking"],
  system: ["text"],
};

const checkBlocks = (messages: readonly Message[]): void => {
  for (const [index, message] of messages.entries()) {
    const blocks = blocksOf(message);
    if (blocks.length === 0) throw invalidRequest(`messages.${index}: all messages must have non-empty content`);
    for (const [position, block] of blocks.entries()) {
      if (!allowedBlocks[message.role].includes(block.type)) {
        throw invalidRequest(`messages.${index}: \`${block.type}\` blocks can not be in \`${message.role}\` messages`);
      }
      if (block.type !== "text") continue;
      if (block.text === "") throw invalidRequest("messages: text content blocks must be non-empty");
      if (block.text.trim() === "") {
        throw invalidRequest(
          `messages.${index}.content.${position}: text content blocks must contain non-whitespace text`,
        );
      }
    }
  }
};

const checkRoles = (messages: readonly Message[]): void => {
  if (messages[0]?.role !== "user") throw invalidRequest('messages: first message must use the "user" role');
  const last = messages.findLast((message) => message.role !== "system");
  if (last?.role === "assistant") {
    throw invalidRequest(
      "This model does not support assistant message prefill. The conversation must end with a user message.",
    );
  }
};

const checkToolResults = (messages: readonly Message[]): void => {
  // System messages may stand anywhere and break no pair of call and result.
  const turns = readTurns(messages.filter((message) => message.role !== "system"));
  const seen = new Set<string>();
  for (const [position, turn] of turns.entries()) {
    const previous = turns[position - 1];
    const asked = new Set(previous?.role === "assistant" ? toolUseIds(previous) : []);
    let onlyResultsSoFar = true;
    for (const [place, block] of turn.blocks.entries()) {
      if (block.type === "tool_use") {
        if (seen.has(block.id))
          throw invalidRequest(`messages.${turn.index}.content.${place}: \`tool_use\` ids must be unique`);
        seen.add(block.id);
      }
      if (block.type !== "tool_result") {
        onlyResultsSoFar = false;
        continue;
      }
      if (!asked.has(block.tool_use_id)) {
        throw invalidRequest(
          `messages.${turn.index}.content.${place}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
        );
      }
      // Results must come first; one behind a text counts as missing.
      if (onlyResultsSoFar) asked.delete(block.tool_use_id);
    }
    if (asked.size > 0) throw missingResults(turn.index - 1, [...asked]);
  }
};

const missingResults = (index: number, ids: readonly string[]) =>
  invalidRequest(
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );

const toolUseIds = (turn: Turn): readonly string[] =>
  turn.blocks.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));

const checkTools = (tools: readonly Tool[], choice: MessagesRequest["tool_choice"]): void => {
  const names = new Set<string>();
  for (const [index, tool] of tools.entries()) {
    if (names.has(tool.name)) throw invalidRequest("tools: Tool names must be unique.");
    names.add(tool.name);
    checkToolSchema(tool.input_schema, `tools.${index}.custom.input_schema`);
  }
  if (tools.length > 0 && tools.every((tool) => tool.defer_loading === true)) {
    throw invalidRequest("tools: At least one tool must have defer_loading=false.");
  }
  if (choice === undefined || choice.type === "none") return;
  if (tools.length === 0) throw invalidRequest("tool_choice: tool_choice may only be specified while providing tools.");
  if (choice.type === "tool" && !names.has(choice.name)) {
    throw invalidRequest(`tool_choice: Tool '${choice.name}' not found in provided tools`);
  }
};

const marks = (blocks: readonly object[]): number =>
  blocks.filter((block) => "cache_control" in block && block.cache_control != null).length;

const checkCacheMarks = (request: CountTokensRequest): void => {
  const system = Array.isArray(request.system) ? request.system : [];
  const found = marks(system) + marks(request.tools ?? []) + marks(request.messages.flatMap(blocksOf));
  if (found > 4) throw invalidRequest(`A maximum of 4 blocks with cache_control may be provided. Found ${found}.`);
};

/** @throws ApiRefusal (400) for everything that count_tokens refuses too */
export const checkConversation = (request: CountTokensRequest): void => {
  checkBlocks(request.messages);
  checkRoles(request.messages);
  checkToolResults(request.messages);
  checkTools(request.tools ?? [], request.tool_choice);
  checkCacheMarks(request);
  const format = request.output_config?.format;
  if (format != null) checkOutputSchema(format.schema);
};

/** @throws ApiRefusal (400) for what concerns the answer to be made */
export const checkGeneration = (request: MessagesRequest): void => {
  const { thinking, tool_choice: choice } = request;
  if (thinking?.type === "enabled" && thinking.budget_tokens >= request.max_tokens) {
    throw invalidRequest("`max_tokens` must be greater than `thinking.budget_tokens`.");
  }
  if (thinking !== undefined && thinking.type !== "disabled" && (choice?.type === "any" || choice?.type === "tool")) {
    throw invalidRequest("Thinking may not be enabled when tool_choice forces tool use.");
  }
};
