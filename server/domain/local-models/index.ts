export { chooseLocalModel, readyLocalModels, staysOnThisMachine, type ChosenModel } from "./choose-model.ts";
export { askCheck, nextCheck, recordCheck } from "./checks.ts";
export { ollamaHosts, type OllamaHostAddress } from "./hosts.ts";
export { localModelsView } from "./local-models-view.ts";
export { heldPins, recordPin } from "./pins.ts";
export { leaveHost } from "./leave-host.ts";
export { askPull, openPulls, recordPull, stopPull } from "./pulls.ts";
export { whyNoneReady } from "./why-none-ready.ts";
export { forgetHostsBut, recordHost } from "./record.ts";
