export { costOfTokens, ratesFor, unitsPerMicro } from "./cost-of-tokens.ts";
export { findPrice } from "./find-price.ts";
export { missingPrices } from "./missing-prices.ts";
export { addPrice, readPrices } from "./price-table.ts";
