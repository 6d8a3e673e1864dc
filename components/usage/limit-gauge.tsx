import type { WindowEstimate, WindowForecast } from "#server/contract/rate-limits";

interface LimitGaugeProps {
  label: string;
  /** 0 to 1; null: nothing is known, and nothing is drawn but the empty gauge. */
  utilisation: number | null;
  /** Drawn paler than what is reported. */
  estimate: WindowEstimate | null;
  /** From where on work leaves it, 0 to 1; null: nowhere. */
  threshold: number | null;
  /** From where on it is shown as nearly used up, 0 to 1. */
  tightShare: number;
  rejected: boolean;
  forecast: WindowForecast | null;
  /** How much of the window's time is over, 0 to 1; null where that is not known. */
  elapsed: number | null;
}

const percent = (share: number): number => Math.min(100, Math.max(0, share * 100));

/** The mark on its own ground: ink alone is lost on what is filled. */
const markStrokes = [
  { stroke: "var(--surface)", strokeWidth: "5.5" },
  { stroke: "var(--ink)", strokeWidth: "1.5" },
] as const;

/**
 * How much of a window is used, what it will have come to when it begins anew (paler, its band as a line), a mark from
 * where on work leaves it; below, how much of its time is over. Drawn in SVG: widths need no inline style.
 */
export function LimitGauge({
  label,
  utilisation,
  estimate,
  threshold,
  tightShare,
  rejected,
  forecast,
  elapsed,
}: LimitGaugeProps) {
  const used = percent(utilisation ?? 0);
  const atReset = percent(forecast?.atReset ?? estimate?.utilisation ?? 0);
  const fill = (share: number): string =>
    rejected || share >= 100 ? "var(--failed)" : share >= tightShare * 100 ? "var(--needs)" : "var(--running)";
  const band = forecast?.band ?? null;
  return (
    <div className="flex flex-col gap-0.5">
      <svg
        role="img"
        aria-label={labelOf({ label, utilisation, estimate, forecast, elapsed })}
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        className="h-2 w-full rounded-full"
      >
        <rect width="100" height="6" fill="var(--line)" />
        {atReset > used ? <rect width={atReset} height="6" fill={fill(atReset)} opacity="0.35" /> : null}
        <rect width={used} height="6" fill={fill(used)} />
        {band === null ? null : (
          <line
            x1={percent(band.low)}
            x2={percent(band.high)}
            y1="3"
            y2="3"
            stroke="var(--ink)"
            strokeWidth="1"
            vectorEffect="non-scaling-stroke"
          />
        )}
        {threshold === null
          ? null
          : markStrokes.map(({ stroke, strokeWidth }) => (
              <line
                key={stroke}
                x1={threshold * 100}
                x2={threshold * 100}
                y1="0"
                y2="6"
                stroke={stroke}
                strokeWidth={strokeWidth}
                vectorEffect="non-scaling-stroke"
              />
            ))}
      </svg>
      {elapsed === null ? null : (
        <svg aria-hidden viewBox="0 0 100 1" preserveAspectRatio="none" className="h-0.5 w-full rounded-full">
          <rect width="100" height="1" fill="var(--line)" />
          <rect width={percent(elapsed)} height="1" fill="var(--muted)" />
        </svg>
      )}
    </div>
  );
}

const labelOf = ({
  label,
  utilisation,
  estimate,
  forecast,
  elapsed,
}: Pick<LimitGaugeProps, "label" | "utilisation" | "estimate" | "forecast" | "elapsed">): string => {
  const guess =
    estimate === null ? "not reported" : `about ${Math.round(percent(estimate.utilisation))} % used, estimated`;
  const words = utilisation === null ? guess : `${Math.round(utilisation * 100)} % used`;
  const time = elapsed === null ? "" : `, ${Math.round(percent(elapsed))} % of its time is over`;
  const then = forecast === null ? "" : `, ${Math.round(percent(forecast.atReset))} % forecast at the reset`;
  return `${label}: ${words}${time}${then}`;
};
