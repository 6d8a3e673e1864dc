import { cn } from "#client/ui/cn";
import type { Tone } from "#client/ui/tone";

const fills = {
  neutral: "[&::-webkit-progress-value]:bg-faint [&::-moz-progress-bar]:bg-faint",
  accent: "[&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent",
  running: "[&::-webkit-progress-value]:bg-running [&::-moz-progress-bar]:bg-running",
  needs: "[&::-webkit-progress-value]:bg-needs [&::-moz-progress-bar]:bg-needs",
  done: "[&::-webkit-progress-value]:bg-done [&::-moz-progress-bar]:bg-done",
  failed: "[&::-webkit-progress-value]:bg-failed [&::-moz-progress-bar]:bg-failed",
  fallback: "[&::-webkit-progress-value]:bg-fallback [&::-moz-progress-bar]:bg-fallback",
  scripted: "[&::-webkit-progress-value]:bg-faint [&::-moz-progress-bar]:bg-faint",
} as const satisfies Record<Tone, string>;

interface ProgressProps {
  value: number;
  max: number;
  /** What is measured: "Phases accepted". */
  label: string;
  tone?: Tone;
  className?: string;
}

/** How much of something is done. The browser's own element: its width needs no inline style. */
export function Progress({ value, max, label, tone = "running", className }: ProgressProps) {
  return (
    <progress
      aria-label={label}
      value={Math.min(value, max)}
      max={Math.max(max, 1)}
      className={cn(
        "block h-1 w-full appearance-none overflow-hidden rounded-full border-0 bg-line [&::-webkit-progress-bar]:bg-line",
        fills[tone],
        className,
      )}
    />
  );
}
