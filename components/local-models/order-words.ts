import type { LocalModelsView } from "#server/contract/local-models";

/** A model that the order names and no server that answers has, and where it can be pulled to. */
export interface MissingModel {
  readonly name: string;
  readonly hostUrls: readonly string[];
}

/** Those of the order that nobody has. Where no server answers nothing can be pulled, and why none does is said anyway. */
export const missingModels = ({ hosts, order }: Pick<LocalModelsView, "hosts" | "order">): readonly MissingModel[] => {
  const hostUrls = hosts.filter(({ reachable }) => reachable === true).map(({ url }) => url);
  if (hostUrls.length === 0) return [];
  const known = new Set(
    hosts.flatMap(({ models, pulls }) => [
      ...models.map(({ name }) => name),
      ...pulls.filter(({ endedAt }) => endedAt === null).map(({ model }) => model),
    ]),
  );
  // What is pulled without a tag is listed with this one.
  return order.filter((name) => !known.has(name) && !known.has(`${name}:latest`)).map((name) => ({ name, hostUrls }));
};

/** What is wrong with the model that is chosen although there is none better, as a sentence; null: nothing. */
export const caveatOf = ({ hosts }: Pick<LocalModelsView, "hosts">): string | null =>
  hosts.some(({ models }) => models.some(({ inUse, warning }) => inUse && warning !== null))
    ? "Its server gives it too little context, so that agents may fail with it; below is what to do."
    : null;
