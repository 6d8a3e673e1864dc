"use client";

import { Bell, BellOff, BellRing } from "lucide-react";
import { useSyncExternalStore } from "react";
import { notifications } from "#client/inbox/notifications";
import { Button } from "#components/ui/button";

/** Whether this browser tells of what is new while nobody looks. */
export function NotifySwitch() {
  const state = useSyncExternalStore(notifications.subscribe, notifications.state, () => "unavailable" as const);
  switch (state) {
    case "unavailable":
      return null;
    case "refused":
      return (
        <span className="flex items-center gap-1.5 text-xs text-muted">
          <BellOff aria-hidden className="size-4" />
          This browser refuses notifications
        </span>
      );
    case "on":
      return (
        <Button onClick={() => void notifications.turn(false)}>
          <BellRing aria-hidden />
          Notifications are on
        </Button>
      );
    case "off":
      return (
        <Button onClick={() => void notifications.turn(true)}>
          <Bell aria-hidden />
          Notify me
        </Button>
      );
  }
}
