"use client";

import Link from "next/link";
import { useState, type ComponentProps } from "react";

/** A link that is fetched ahead when somebody points at it or focuses it, and not because it is on the screen: for long lists. */
export function HoverLink(props: ComponentProps<typeof Link>) {
  const [near, setNear] = useState(false);
  return (
    <Link
      {...props}
      prefetch={near ? null : false}
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
    />
  );
}
