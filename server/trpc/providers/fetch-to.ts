import { safeFetch } from "../../platform/safe-fetch.ts";
import type { AddressAllowance } from "../../platform/public-address.ts";

const timeoutMs = 10_000;
/** Bytes; of an answer only its status is read. */
const maxBytes = 1_000_000;

/** How a key is tried: at no address that leads further than allowed. */
export const fetchTo = (allow: AddressAllowance): typeof globalThis.fetch => safeFetch({ allow, timeoutMs, maxBytes });
