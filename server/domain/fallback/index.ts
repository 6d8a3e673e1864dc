export { needsPerson, type Trip } from "./breaker-rules.ts";
export {
  endOfWait,
  forgetNearLimits,
  giveUpProbe,
  makeBreakersDue,
  noteAnswer,
  samplesAccount,
  tellBreakers,
  type BreakerKey,
} from "./breakers.ts";
export type { Route } from "./decide-route.ts";
export { wantedPin } from "./wanted-pin.ts";
export { fallbackView } from "./fallback-view.ts";
export { giveUpIdleProbes } from "./idle-probes.ts";
export { isStandIn, noteServing, type Serving } from "./note-serving.ts";
export {
  canFallBack,
  failedModels,
  hasNextModel,
  hasOtherModel,
  isModelsFault,
  namedLocalModel,
  hasBeenClaudes,
  routeOfRun,
  waitsForClaude,
  type FoundRoute,
  type Occasion,
  type PhaseChoice,
  type RoutedProject,
} from "./route-of-run.ts";
export { leaveEarly } from "./leave-early.ts";
export { standInAtOnce } from "./stand-in.ts";
