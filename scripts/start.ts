// `npm start`: everything, from a fresh clone to an open dashboard, under one supervisor.
import { supervise } from "./supervisor/supervise.ts";

await supervise("production");
