import { describe, expect, test } from "vitest";
import type { ProviderErrorClass } from "../../server/contract/errors.ts";
import type { Hold } from "../../server/contract/statuses.ts";
import { mayGoLocal } from "./may-go-local.ts";

const quota: Hold = { reason: "quota", until: "2026-11-29T22:00:00Z", message: "The window is used up." };
const failed = (cls: ProviderErrorClass): Hold => ({ reason: "provider", message: "No.", fix: "Mend it.", class: cls });
const project = {
  can: { steer: true, manage: true },
  hold: quota,
  private: false,
  provider: "anthropic_api",
  phases: [],
} as const;

describe("the way to a local model", () => {
  test.each(["authentication", "spend_limit", "overloaded", "network", "model_not_found"] as const)(
    "is offered where Claude is missing: %s",
    (cls) => expect(mayGoLocal({ ...project, hold: failed(cls) })).toBe(true),
  );

  test.each(["no_sandbox", "not_installed", "no_local_model"] as const)(
    "is not where a local model would fail of the same: %s",
    (cls) => expect(mayGoLocal({ ...project, hold: failed(cls) })).toBe(false),
  );

  test("is not where Claude was chosen for the phase that waits: that choice goes before the project's", () => {
    const accepted = { status: "ACCEPTED", provider: "claude" } as const;
    const current = { status: "IMPLEMENTING", provider: null } as const;
    expect(mayGoLocal({ ...project, phases: [accepted, current] })).toBe(true);
    expect(mayGoLocal({ ...project, phases: [accepted, { ...current, provider: "claude" }] })).toBe(false);
  });

  test("is for those who may steer, and for projects that may leave the machine", () => {
    expect(mayGoLocal(project)).toBe(true);
    expect(mayGoLocal({ ...project, can: { steer: false, manage: false } })).toBe(false);
    expect(mayGoLocal({ ...project, private: true })).toBe(false);
    expect(mayGoLocal({ ...project, provider: "scripted" })).toBe(false);
    expect(mayGoLocal({ ...project, provider: "ollama", hold: failed("network") })).toBe(false);
  });
});
