// `npm run dev`: as `npm start`, but the dashboard is compiled as one edits.
import { supervise } from "./supervisor/supervise.ts";

await supervise("development");
