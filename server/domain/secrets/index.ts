export { lastFourOf, readSecret, removeSecret, storeSecret } from "./secrets.ts";
