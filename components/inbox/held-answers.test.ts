import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { heldAnswers, undoMs } from "./held-answers.ts";

describe("an answer that can be taken back", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    for (const key of heldAnswers.keys()) heldAnswers.settle(key);
    vi.useRealTimers();
  });

  it("is sent once, after its time", () => {
    const send = vi.fn<() => void>();
    heldAnswers.hold("ask_1", send);
    heldAnswers.hold("ask_1", send);
    vi.advanceTimersByTime(undoMs - 1);
    expect(send).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(send).toHaveBeenCalledOnce();
    expect(heldAnswers.keys()).toEqual(new Set(["ask_1"]));
    heldAnswers.settle("ask_1");
    expect(heldAnswers.keys().size).toBe(0);
  });

  it("is never sent when it was taken back", () => {
    const send = vi.fn<() => void>();
    heldAnswers.hold("ask_1", send);
    expect(heldAnswers.takeBack("ask_1")).toBe(true);
    vi.advanceTimersByTime(undoMs * 2);
    expect(send).not.toHaveBeenCalled();
  });

  it("is not taken back when it was sent already", () => {
    heldAnswers.hold("ask_1", () => undefined);
    vi.advanceTimersByTime(undoMs);
    expect(heldAnswers.takeBack("ask_1")).toBe(false);
    expect(heldAnswers.keys()).toEqual(new Set(["ask_1"]));
  });

  it("is sent at once, and once, when the page is left", () => {
    const send = vi.fn<() => void>();
    heldAnswers.hold("ask_1", send);
    heldAnswers.flush();
    expect(send).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(undoMs * 2);
    expect(send).toHaveBeenCalledOnce();
  });
});
