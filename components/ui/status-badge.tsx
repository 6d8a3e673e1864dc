import type { Hold, ProjectStatus } from "#server/contract/statuses";
import { cn } from "#client/ui/cn";
import { projectAppearance, type StatusAppearance } from "#client/ui/status-appearance";
import { toneText } from "#client/ui/tone";

interface StatusProps {
  appearance: StatusAppearance;
  className?: string | undefined;
}

/** Icon, word and colour of a state. */
function Status({ appearance: { label, tone, icon: Icon, moving = false }, className }: StatusProps) {
  return (
    <span
      className={cn(
        "inline-flex h-5 shrink-0 items-center gap-1.5 align-middle text-xs font-medium whitespace-nowrap",
        toneText[tone],
        className,
      )}
    >
      <Icon aria-hidden className={cn("size-3.5 shrink-0", moving && "animate-spin")} />
      {label}
    </span>
  );
}

/** Only the icon of a state, for rows whose words stand elsewhere. */
export function StatusIcon({ appearance: { label, tone, icon: Icon, moving = false }, className }: StatusProps) {
  return (
    <span className={cn("inline-flex shrink-0", toneText[tone], className)} title={label}>
      <Icon aria-hidden className={cn("size-4", moving && "animate-spin")} />
      <span className="sr-only">{label}</span>
    </span>
  );
}

/** A project's state: icon, word and colour. */
export function ProjectStatusBadge({
  status,
  hold,
  className,
}: {
  status: ProjectStatus;
  hold: Hold | null;
  className?: string;
}) {
  return <Status appearance={projectAppearance(status, hold)} className={className} />;
}
