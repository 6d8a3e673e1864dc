interface LimitGaugeProps {
  label: string;
  /** 0 to 1; null: nothing is known, and nothing is drawn but the empty gauge. */
  utilisation: number | null;
  threshold: number;
  rejected: boolean;
}

/** How much of a window is used, with a mark where it is nearly used up. Drawn in SVG: widths need no inline style. */
export function LimitGauge({ label, utilisation, threshold, rejected }: LimitGaugeProps) {
  const used = (utilisation ?? 0) * 100;
  const fill = rejected || used >= 100 ? "var(--failed)" : used >= threshold * 100 ? "var(--needs)" : "var(--running)";
  return (
    <svg
      role="img"
      aria-label={utilisation === null ? `${label}: not reported` : `${label}: ${Math.round(used)} % used`}
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      className="h-2 w-full rounded-full"
    >
      <rect width="100" height="6" fill="var(--line)" />
      <rect width={used} height="6" fill={fill} />
      <line
        x1={threshold * 100}
        x2={threshold * 100}
        y1="0"
        y2="6"
        stroke="var(--ink)"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
