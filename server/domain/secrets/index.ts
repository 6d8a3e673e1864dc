export { readSecret, rememberSecrets, removeSecret, storeSecret } from "./secrets.ts";
