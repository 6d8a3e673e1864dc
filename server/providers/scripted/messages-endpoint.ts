import type { ServerResponse } from "node:http";
import type { Clock } from "../../platform/clock.ts";
import { unreachable } from "../../platform/errors.ts";
import type { Scope } from "./base-url.ts";
import type { ActiveFault, Disturbances } from "./disturbances.ts";
import { isAnswerFault, isTransmissionFault, refusals, type AnswerFault } from "./faults.ts";
import { countPromptTokens, type PromptCache, type PromptUsage } from "./metering/prompt-cache.ts";
import type { TallyBook } from "./metering/tally.ts";
import { isScriptedModel } from "./models.ts";
import { findLocalModel } from "./ollama/local-models.ts";
import { localRefusals } from "./ollama/ollama-endpoint.ts";
import { playToolCheck } from "./ollama/tool-check.ts";
import { misfitting, playAnalyst, scriptedOutput, scriptedToolRequest } from "./play/analyst.ts";
import { playDeveloper } from "./play/developer.ts";
import { roundOf } from "./play/round.ts";
import { answerSideRequest, isSideRequest } from "./play/side-request.ts";
import { textAnswer, type Answer } from "./protocol/answer.ts";
import { ApiRefusal } from "./protocol/api-error.ts";
import { checkConversation, checkGeneration } from "./protocol/conversation.ts";
import { CountTokensRequest, MessagesRequest, parseBody } from "./protocol/request.ts";
import { breakWhole, sendGarbage, sendStream } from "./protocol/stream.ts";
import { checkVersion, type ApiHeaders } from "./protocol/versions.ts";
import { firstOutputTokens, fitInto, outputTokens, streamEvents, wholeMessage } from "./protocol/wire.ts";
import { findScenario } from "./scenarios/registry.ts";
import type { Scenario } from "./scenario.ts";

interface Dependencies {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly disturbances: Disturbances;
  readonly tallies: TallyBook;
  readonly cache: PromptCache;
  readonly paceMs: number;
}

/** POST /v1/messages and count_tokens: refuse what the real API refuses, then tell the story. */
export class MessagesEndpoint {
  readonly #on: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#on = dependencies;
  }

  /** @throws ApiRefusal as the real API would refuse the body */
  count(body: unknown, headers: ApiHeaders): { input_tokens: number } {
    const request = parseBody(CountTokensRequest, body);
    checkVersion(request, headers);
    // Ollama's own endpoint has no such route.
    if (findLocalModel(request.model) !== null) throw localRefusals.countTokens();
    checkModel(request.model);
    checkConversation(request);
    return { input_tokens: countPromptTokens(request) };
  }

  /**
   * Answers one call, streamed or whole.
   * @throws ApiRefusal before anything was sent; the caller turns it into a response
   */
  async answer(scope: Scope, body: unknown, headers: ApiHeaders, response: ServerResponse): Promise<void> {
    const { tallies, newId } = this.#on;
    try {
      const request = parseBody(MessagesRequest, body);
      checkVersion(request, headers);
      const local = findLocalModel(request.model);
      if (local === null) checkModel(request.model);
      else checkLocal(request);
      checkConversation(request);
      checkGeneration(request);
      const scenario = scenarioOf(scope);
      const side =
        scope.operation !== "IMPORT" &&
        scope.operation !== "CHECK" &&
        scope.operation !== "ACCEPT" &&
        scope.operation !== "RESTORE" &&
        isSideRequest(scope.operation, request);
      // A side request neither moves the story nor meets its accidents.
      const fault = side ? null : this.#on.disturbances.next(scope, scenario, local === null ? "claude" : "local");
      this.#refuseFor(fault);
      const transmission = fault !== null && isTransmissionFault(fault.name) ? fault.name : null;
      const answerFault = fault !== null && isAnswerFault(fault.name) ? fault.name : null;
      const told = side ? answerSideRequest(scenario, request) : this.#tell(scenario, scope, request, answerFault);
      const answer = fitInto(told, request.max_tokens);
      const envelope = {
        messageId: `msg_scripted_${newId()}`,
        model: request.model,
        prompt: local === null ? this.#on.cache.take(request) : uncached(request),
      };

      // A local server has no limits to report.
      if (local === null) this.#reportLimits(response);
      if (transmission === "garbage") return sendGarbage(response);
      if (request.stream !== true) {
        if (transmission !== null) return breakWhole(response, transmission);
        tallies.begin(scope, envelope.prompt, outputTokens(answer));
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify(wholeMessage(envelope, answer)));
        return;
      }
      await sendStream(response, streamEvents(envelope, answer), {
        paceMs: this.#paceOf(scenario, scope),
        fault: transmission,
        onSent: (event) => {
          if (event.name === "message_start") tallies.begin(scope, envelope.prompt, firstOutputTokens);
          if (event.name === "message_delta") tallies.addOutput(scope, outputTokens(answer) - firstOutputTokens);
        },
      });
    } catch (error) {
      if (error instanceof ApiRefusal) tallies.refuse(scope);
      throw error;
    }
  }

  /** For routes that only need to know whether this account works at all. */
  refuseIfDisturbed(scope: Scope): void {
    this.#refuseFor(this.#on.disturbances.next(scope, scenarioOf(scope), "claude"));
  }

  /** A local model that is told no story: it uses the tool that it is given, as well as it can. */
  answerToolCheck(body: unknown, response: ServerResponse): void {
    const request = parseBody(MessagesRequest, body);
    const model = findLocalModel(request.model);
    if (model === null) throw new ApiRefusal("not_found_error", `model '${request.model}' not found`);
    const answer = playToolCheck(model, request, this.#on.newId);
    const envelope = {
      messageId: `msg_scripted_${this.#on.newId()}`,
      model: request.model,
      prompt: uncached(request),
    };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(wholeMessage(envelope, answer)));
  }

  #refuseFor(fault: ActiveFault | null): void {
    if (fault === null || isTransmissionFault(fault.name) || isAnswerFault(fault.name)) return;
    throw refusals[fault.name]({ now: this.#on.clock.now(), resetsAt: fault.resetsAt });
  }

  #tell(scenario: Scenario, scope: Scope, request: MessagesRequest, fault: AnswerFault | null): Answer {
    switch (fault) {
      case "empty":
        return { blocks: [], stopReason: "end_turn" };
      case "refusal":
        return { blocks: [], stopReason: "refusal" };
      case "context-window":
        return { blocks: [], stopReason: "model_context_window_exceeded" };
      case "max-tokens":
        return {
          blocks: [{ type: "text", text: '{"summary":"This answer stops in the mid' }],
          stopReason: "max_tokens",
        };
      case "prose":
        return textAnswer("Sure! I had a look at everything and it all seems fine to me.");
      case "misfit":
      case null:
        break;
    }
    switch (scope.operation) {
      case "IMPLEMENT":
        return playDeveloper(roundOf(scenario, scope).implement, scope, request, this.#on.newId);
      case "PLAN":
      case "REVIEW":
      case "EVALUATE":
      case "REPORT":
      case "ASSESS_TOOL": {
        const output = scriptedOutput(scenario, scope.operation, scope);
        const asksFor = scriptedToolRequest(scenario, scope);
        return playAnalyst(fault === "misfit" ? misfitting(output) : output, request, this.#on.newId, asksFor);
      }
      case "IMPORT":
      case "CHECK":
      case "ACCEPT":
      case "RESTORE":
        throw new ApiRefusal("not_found_error", `${scope.operation} is done by the runner itself; no model is asked.`);
      default:
        return unreachable(scope.operation);
    }
  }

  #paceOf(scenario: Scenario, scope: Scope): number {
    const own = scope.operation === "IMPLEMENT" ? (scenario.developerPaceMs ?? 0) : 0;
    return Math.max(this.#on.paceMs, own);
  }

  /** Generous limits that are never reached, in the headers that every answer of the real API carries. */
  #reportLimits(response: ServerResponse): void {
    const reset = new Date(this.#on.clock.now().getTime() + 60_000).toISOString().replace(/\.\d+Z$/, "Z");
    for (const kind of ["requests", "tokens", "input-tokens", "output-tokens"]) {
      response.setHeader(`anthropic-ratelimit-${kind}-limit`, "1000000");
      response.setHeader(`anthropic-ratelimit-${kind}-remaining`, "999000");
      response.setHeader(`anthropic-ratelimit-${kind}-reset`, reset);
    }
    response.setHeader("anthropic-organization-id", "scripted");
  }
}

const checkModel = (model: string): void => {
  if (!isScriptedModel(model)) throw new ApiRefusal("not_found_error", `model: ${model}`);
};

/** What Ollama's renderers do not take. Unlike the real API it says nothing about parameters that it does not know. */
const checkLocal = ({ messages }: MessagesRequest): void => {
  if (messages.some(({ role }) => role === "system")) throw localRefusals.systemMessage();
};

const uncached = (request: CountTokensRequest): PromptUsage => ({
  uncached: countPromptTokens(request),
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
});

const scenarioOf = (scope: Scope): Scenario => {
  const scenario = findScenario(scope.scenario);
  if (scenario === null) throw new ApiRefusal("not_found_error", `There is no scenario "${scope.scenario}".`);
  return scenario;
};
