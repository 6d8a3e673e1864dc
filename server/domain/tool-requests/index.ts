export { buildStateOf } from "./build-state.ts";
export { decisionText } from "./decision-text.ts";
export { answerToolRequest } from "./answer-tool-request.ts";
export { fileToolRequest } from "./file-tool-request.ts";
export { assessToolRequest, giveUpAssessment } from "./assess-tool-request.ts";
export { findToolRequest, readToolRequest } from "./read-tool-requests.ts";
export { toolAdvice, toolRequestViews } from "./tool-request-views.ts";
export { reopenDueToolRequests } from "./reopen-due.ts";
export { withdrawToolRequests } from "./withdraw-tool-requests.ts";
