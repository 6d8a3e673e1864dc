import { z } from "zod";

/** How differences are shown; kept in the browser. */
export const DiffLook = z.object({
  /** Before and after below each other, or side by side where there is room. */
  layout: z.enum(["unified", "split"]),
  /** Whether long lines are broken instead of scrolled. Side by side they always are. */
  wrap: z.boolean(),
});
export type DiffLook = z.infer<typeof DiffLook>;

/** Until somebody chooses otherwise. */
export const standardLook: DiffLook = { layout: "unified", wrap: false };

const key = "spiral.diff-look";

/** The look that was chosen, or the standard one; whatever cannot be read counts as not there. */
export const readLook = (storage: Pick<Storage, "getItem">): DiffLook => {
  try {
    const stored = DiffLook.safeParse(JSON.parse(storage.getItem(key) ?? "null"));
    return stored.success ? stored.data : standardLook;
  } catch {
    return standardLook;
  }
};

/** Keeps the look. Storage may be full or forbidden; the page goes on without it. */
export const keepLook = (storage: Pick<Storage, "setItem">, look: DiffLook): void => {
  try {
    storage.setItem(key, JSON.stringify(look));
  } catch {
    // Nothing to tell anybody: it is chosen for as long as the page is open.
  }
};
