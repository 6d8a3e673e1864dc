import { expect, it } from "vitest";
import { createStreamPlaces } from "./stream-places.ts";

/** A text with these words in it, as a part of an expected value. */
const saying = (words: string): unknown => expect.stringContaining(words);

const places = () => createStreamPlaces({ perReader: 2, inAll: 3 });
const refused = (message: string): unknown => expect.objectContaining({ code: "throttled", message: saying(message) });

it("gives each reader so many, whatever others have", () => {
  const { take } = places();
  take("ada");
  take("ada");
  expect(() => take("ada")).toThrow(refused("2 live pages of yours"));
  expect(() => take("bob")).not.toThrow();
});

it("gives all together so many", () => {
  const { take } = places();
  take("ada");
  take("bob");
  take("eve");
  expect(() => take("dan")).toThrow(refused("3 live pages are open on this server"));
});

it("gives a place again once it was given back, and only once", () => {
  const { take } = places();
  const giveBack = take("ada");
  take("ada");
  giveBack();
  giveBack();
  take("ada");
  expect(() => take("ada")).toThrow(refused("of yours"));
});
