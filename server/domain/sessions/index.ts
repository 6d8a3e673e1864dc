export { markSessionStarted, previousAttempt, sessionViews, setPhaseBase, useSession } from "./agent-sessions.ts";
export { cutCalls } from "./cut-calls.ts";
export { sessionFits, sessionForPhase, type SessionForPhase } from "./session-for-phase.ts";
export { readTrail } from "./trail.ts";
