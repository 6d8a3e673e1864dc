export { earlierMessages, messageViews, waitingMessages } from "./read-messages.ts";
export { markReceived } from "./mark-received.ts";
export { leaveMessage, sendMessage } from "./send-message.ts";
