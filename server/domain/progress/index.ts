export { answerAsk } from "./answer-ask.ts";
export { settleRun } from "./settle-run.ts";
