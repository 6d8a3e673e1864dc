export {
  markSessionStarted,
  previousAttempt,
  sessionForPhase,
  sessionViews,
  setPhaseBase,
  useSession,
} from "./agent-sessions.ts";
