export { appendEvents, type NewEvent } from "./append-events.ts";
export { headSequences, listEvents, listLiveBlocks } from "./read-events.ts";
export { ControlNotification, EventsNotification, notifyChannels } from "./channels.ts";
export { writeLiveBlock } from "./write-live-block.ts";
export { storable, storableObject, storableText } from "./storable.ts";
