export { answerAsk } from "./answer-ask.ts";
export { decidePermission } from "./decide-permission.ts";
export { expireAsks } from "./expire-asks.ts";
export { settleRun } from "./settle-run.ts";
