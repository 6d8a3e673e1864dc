export { lastFourOf, readSecret, removeSecret, secretNames, storeSecret, type SecretName } from "./secrets.ts";
