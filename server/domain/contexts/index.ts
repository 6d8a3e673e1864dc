export { updateContext } from "./update-context.ts";
