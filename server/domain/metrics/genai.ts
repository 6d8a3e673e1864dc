import { ValueType, type Attributes, type HrTime } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { durationBoundsMs, tokenBounds } from "./ledger-sums.ts";
import type { Metrics } from "./read-metrics.ts";

/**
 * The one place that knows OpenTelemetry's names for generative AI (conventions in state "Development": they may still
 * change). Two meanings differ from the ledger's: input tokens include the cache there, durations are in seconds. Cost
 * has no name there, nor has the state of the work: those begin with `spiral.`.
 */
export const toResourceMetrics = (metrics: Metrics, { version }: { version: string }): ResourceMetrics => ({
  resource: resourceFromAttributes({ "service.name": "spiral", "service.version": version }),
  scopeMetrics: [{ scope: { name: "spiral.ledger", version }, metrics: all(metrics) }],
});

const providerNames: Readonly<Record<string, string>> = {
  anthropic_api: "anthropic",
  claude_subscription: "anthropic",
  ollama: "ollama",
  // No language model: nobody is to take it for one.
  scripted: "spiral.scripted",
};

interface Party {
  readonly provider: string;
  readonly role: string | null;
  readonly model: string;
  readonly responseModel: string | null;
}

/** Every call of ours is a chat completion. */
const attributesOf = ({ provider, role, model, responseModel }: Party): Attributes => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": providerNames[provider] ?? provider,
  "gen_ai.request.model": model,
  ...(responseModel === null ? {} : { "gen_ai.response.model": responseModel }),
  ...(role === null ? {} : { "spiral.agent.role": role }),
  // The kind of account that pays: a key's and a subscription's calls are of the same provider in those names.
  "spiral.account": provider,
});

const msPerSecond = 1_000;
const microsPerDollar = 1_000_000;

const all = (metrics: Metrics): MetricData[] => {
  const { calls, durations, tokens, projects, runs, runnersAlive, ledgerDrift } = metrics;
  const times = { startTime: hrTime(metrics.since), endTime: hrTime(metrics.at) };
  const histogram = (
    name: string,
    unit: string,
    description: string,
    boundaries: number[],
    rows: Observed[],
  ): MetricData => ({
    descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: gather(rows, boundaries, times),
  });
  const sum = (name: string, unit: string, description: string, rows: Counted[]): MetricData => ({
    descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: total(rows).map((point) => ({ ...point, ...times })),
  });
  const gauge = (name: string, description: string, rows: Counted[]): MetricData => ({
    descriptor: { name, unit: "1", description, valueType: ValueType.INT },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: rows.map((point) => ({ ...point, ...times })),
  });
  return [
    histogram(
      "gen_ai.client.token.usage",
      "{token}",
      "Tokens of a call: whole prompts (cache included) and answers.",
      tokenBounds,
      tokens.map(({ type, bucket, count, sum: of, ...party }) => ({
        attributes: { ...attributesOf(party), "gen_ai.token.type": type },
        bucket,
        count,
        sum: of,
      })),
    ),
    histogram(
      "gen_ai.client.operation.duration",
      "s",
      "How long calls took.",
      durationBoundsMs.map((ms) => ms / msPerSecond),
      durations.map(({ error, bucket, count, sumMs, ...party }) => ({
        attributes: { ...attributesOf(party), ...(error === null ? {} : { "error.type": error }) },
        bucket,
        count,
        sum: sumMs / msPerSecond,
      })),
    ),
    sum(
      "spiral.usage.tokens",
      "{token}",
      "Tokens in the ledger by class; the input classes exclude each other.",
      calls.flatMap((row) =>
        (["inputUncached", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output"] as const).map((token) => ({
          attributes: { ...attributesOf(row), "spiral.token.class": token },
          value: row[token],
        })),
      ),
    ),
    sum(
      "spiral.usage.calls",
      "{call}",
      "Calls in the ledger.",
      calls.map((row) => ({
        attributes: { ...attributesOf(row), "spiral.call.outcome": row.outcome, "spiral.cost.basis": row.basis },
        value: row.calls,
      })),
    ),
    sum(
      "spiral.usage.cost",
      "USD",
      "Cost in the ledger: billed is money, equivalent what a subscription's calls would have cost by the token.",
      calls
        .filter(({ basis }) => basis === "priced" || basis === "reported")
        .map((row) => ({
          attributes: { ...attributesOf(row), "spiral.cost.kind": row.billable ? "billed" : "equivalent" },
          value: row.costMicros / microsPerDollar,
        })),
    ),
    gauge("spiral.projects", "Projects by state.", byStatus(projects)),
    gauge("spiral.runs", "Runs by state.", byStatus(runs)),
    gauge("spiral.runners.alive", "Runners at work.", [{ attributes: {}, value: runnersAlive }]),
    ...(ledgerDrift === null
      ? []
      : [
          gauge("spiral.ledger.drift", "Tokens in disagreement at the last check.", [
            { attributes: {}, value: ledgerDrift },
          ]),
        ]),
  ];
};

interface Counted {
  readonly attributes: Attributes;
  readonly value: number;
}
interface Observed {
  readonly attributes: Attributes;
  readonly bucket: number;
  readonly count: number;
  readonly sum: number;
}

const byStatus = (counts: Readonly<Record<string, number>>): Counted[] =>
  Object.entries(counts).map(([status, value]) => ({ attributes: { "spiral.status": status }, value }));

const total = (rows: readonly Counted[]): Counted[] => {
  const totals = new Map<string, Counted>();
  for (const { attributes, value } of rows) {
    const key = JSON.stringify(attributes);
    totals.set(key, { attributes, value: (totals.get(key)?.value ?? 0) + value });
  }
  return [...totals.values()];
};

const gather = (
  rows: readonly Observed[],
  boundaries: number[],
  times: { startTime: HrTime; endTime: HrTime },
): DataPoint<Histogram>[] => {
  const points = new Map<string, { attributes: Attributes; counts: number[]; sum: number }>();
  for (const { attributes, bucket, count, sum } of rows) {
    const key = JSON.stringify(attributes);
    const point = points.get(key) ?? { attributes, counts: [...boundaries.map(() => 0), 0], sum: 0 };
    point.counts[bucket] = (point.counts[bucket] ?? 0) + count;
    points.set(key, { ...point, sum: point.sum + sum });
  }
  return [...points.values()].map(({ attributes, counts, sum }) => ({
    ...times,
    attributes,
    value: { buckets: { boundaries, counts }, count: counts.reduce((all_, count) => all_ + count, 0), sum },
  }));
};

const hrTime = (at: Date): HrTime => {
  const ms = at.getTime();
  return [Math.floor(ms / msPerSecond), (ms % msPerSecond) * 1e6];
};
