import { mkdirSync } from "node:fs";

/**
 * Makes the data folder when it is absent. Nobody else may list it; root's may be walked through (0711), because
 * PostgreSQL and the agents then run as other users and own folders inside. An existing folder keeps its mode.
 */
export function ensureDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}
