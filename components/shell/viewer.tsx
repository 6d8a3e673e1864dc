"use client";

import { createContext, useContext, type ReactNode } from "react";
import type { Viewer } from "#server/contract/views";

const ViewerContext = createContext<Viewer | null>(null);

/** Gives everything below the person who is signed in; the dashboard's layout has checked them on the server. */
export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

/** Who is signed in. What they may do is decided by the server; this only spares them buttons that would be refused. */
export const useViewer = (): Viewer => {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error("useViewer outside of the dashboard");
  return viewer;
};
