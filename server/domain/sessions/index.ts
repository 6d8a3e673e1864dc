export { markSessionStarted, previousAttempt, sessionForPhase, setPhaseBase, useSession } from "./agent-sessions.ts";
