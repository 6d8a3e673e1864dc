import pg from "pg";
import type { AppliedRates } from "../../server/contract/usage.ts";

/**
 * A ledger of many calls as agents make them: projects of six phases in three rounds each, a call every twelve seconds
 * while a Developer is at work, then a review and a verdict. Every figure follows from the call's number, so the same
 * count makes the same ledger, ending at `until`.
 */
export interface UsageSeed {
  readonly url: string;
  readonly calls: number;
  readonly until: Date;
  /** Also beside projects that were not made here. */
  readonly force: boolean;
  readonly say: (text: string) => void;
}

/** There are projects that a seed must not be mixed with. The message says what to do. */
export class SeedRefusal extends Error {
  override readonly name = "SeedRefusal";
}

const callsPerProject = 5_000;
const callsPerRound = 278;
const rowsAtATime = 50_000;
const days = 90;

/** Their ids begin so, as no project's that people make does. */
const prefix = "seed0usage";

/** Ids as the product makes them: a prefix and 26 characters. */
const id = (kind: string, digits: string): string => `'${kind}_${prefix}' || lpad((${digits})::text, 16, '0')`;

/**
 * Writes the ledger of a seed, and the projects, phases and runs that it is about. What is there already stays.
 * @throws SeedRefusal where there are projects of somebody's, unless forced; where nobody is there to own any
 */
export const seedUsage = async ({ url, calls, until, force, say }: UsageSeed): Promise<void> => {
  const client = new pg.Client({ connectionString: url, application_name: "spiral-seed" });
  await client.connect();
  try {
    const { rows } = await client.query<{ others: number }>(
      `SELECT count(*)::integer AS others FROM "Project" WHERE "id" NOT LIKE 'prj_${prefix}%'`,
    );
    const others = rows[0]?.others ?? 0;
    if (others > 0 && !force) {
      throw new SeedRefusal(
        `This database holds ${others === 1 ? "a project" : `${others} projects`} of somebody's. A ledger cannot be taken back once it is written: ` +
          "seed an installation of its own (SPIRAL_DATA_DIR=/tmp/seeded npm start), or add --force if you mean it.",
      );
    }
    const users = await client.query<{ id: string }>(`SELECT "id" FROM "User" ORDER BY "createdAt", "id" LIMIT 3`);
    const owners = users.rows.map((user) => user.id);
    if (owners.length === 0)
      throw new SeedRefusal("Nobody has an account here yet. Open Spiral once, create yours, and seed again.");
    const projects = Math.ceil(calls / callsPerProject);
    await client.query("BEGIN");
    await seedProjects(client, { projects, until, owners });
    await client.query("COMMIT");
    for (let from = 0; from < calls; from += rowsAtATime) {
      const to = Math.min(calls, from + rowsAtATime);
      await client.query(callsStatement, [from, to - 1, projects, until, owners]);
      say(`${to.toLocaleString("en")} of ${calls.toLocaleString("en")} calls`);
    }
    await client.query('VACUUM (ANALYZE) "UsageRecord"');
    await client.query('VACUUM (ANALYZE) "UsageRollup"');
    await client.query('ANALYZE "Phase", "Run", "Project"');
  } finally {
    await client.end();
  }
};

/** Six of ten projects run on a subscription, two on a key, one on a model of its own, one on the scripted model. */
const paysOf =
  "CASE WHEN p % 10 < 6 THEN 'subscription' WHEN p % 10 < 8 THEN 'api_key' WHEN p % 10 = 8 THEN 'local' ELSE 'scripted' END";
const provider = (pays: string): string =>
  `CASE ${pays} WHEN 'subscription' THEN 'claude_subscription' WHEN 'api_key' THEN 'anthropic_api' WHEN 'local' THEN 'ollama' ELSE 'scripted' END`;

/** Projects begin over the period's days, between eight and six o'clock UTC. */
const begins = (project: string): string =>
  `($2::timestamptz - interval '${days} days' + ((${project}) * ${days - 2}.0 / $1) * interval '1 day'
    + (8 + (${project}) * 7 % 10) * interval '1 hour' - ($2::timestamptz - date_trunc('day', $2::timestamptz)))`;

const seedProjects = async (
  client: pg.Client,
  { projects, until, owners }: { projects: number; until: Date; owners: readonly string[] },
): Promise<void> => {
  await client.query(
    `INSERT INTO "Project" ("id", "ownerId", "title", "brief", "status", "permissionMode", "approvePlan", "scenario", "provider", "createdAt", "finishedAt")
    SELECT ${id("prj", "p")}, ($3::text[])[p % cardinality($3::text[]) + 1], 'Seeded project ' || p + 1, 'Made by npm run seed.',
      'SUCCEEDED', 'autonomous', false, CASE WHEN p % 10 = 9 THEN 'bench' END, ${provider(paysOf)}, ${begins("p")}, ${begins("p")} + interval '1 day'
    FROM generate_series(0, $1::integer - 1) AS p ON CONFLICT DO NOTHING`,
    [projects, until, owners],
  );
  await client.query(
    `INSERT INTO "Phase" ("id", "projectId", "cycle", "position", "title", "kind", "goal", "acceptanceCriteria", "expectedArtefacts", "status", "round", "startedAt", "finishedAt")
    SELECT ${id("pha", "p * 6 + f")}, ${id("prj", "p")}, 1, f, 'Part ' || f + 1, 'build', 'Seeded.', '[]', '[]', 'ACCEPTED', 2,
      ${begins("p")} + f * interval '3 hours', ${begins("p")} + (f + 1) * interval '3 hours'
    FROM generate_series(0, $1::integer - 1) AS p, generate_series(0, 5) AS f ON CONFLICT DO NOTHING`,
    [projects, until],
  );
  await client.query(
    `INSERT INTO "Run" ("id", "projectId", "phaseId", "cycle", "operation", "round", "status", "requestOf", "input", "createdAt")
    SELECT ${id("run", "((p * 6 + f) * 3 + r) * 3 + o")}, ${id("prj", "p")}, ${id("pha", "p * 6 + f")}, 1,
      (ARRAY['IMPLEMENT', 'REVIEW', 'EVALUATE'])[o + 1]::"Operation", r, 'SUCCEEDED',
      (ARRAY['DEVELOPER', 'QUALITY_ASSURANCE', 'PROJECT_MANAGER'])[o + 1], '{"instruction": null}', ${begins("p")} + f * interval '3 hours'
    FROM generate_series(0, $1::integer - 1) AS p, generate_series(0, 5) AS f, generate_series(0, 2) AS r, generate_series(0, 2) AS o
    ON CONFLICT DO NOTHING`,
    [projects, until],
  );
};

/** What a model is charged at, as the ledger keeps it: millionths of a dollar per million tokens, of dollars. */
const ratesOf = (input: number, cacheRead: number): string =>
  JSON.stringify({
    input: input * 1_000_000,
    output: input * 5_000_000,
    cacheWrite5m: input * 1_250_000,
    cacheWrite1h: input * 2_000_000,
    cacheRead: cacheRead * 1_000_000,
    long: false,
    batchPercent: 100,
    fastPercent: 100,
    geographyPercent: 100,
    webSearchMicros: 10_000,
  } satisfies AppliedRates);

const callsStatement = `
  WITH numbered AS (
    SELECT n, n / ${callsPerProject} AS p, n % ${callsPerProject} AS j FROM generate_series($1::integer, $2::integer) AS n
  ), placed AS (
    SELECT n, p, j, LEAST(17, j / ${callsPerRound}) AS s, j - LEAST(17, j / ${callsPerRound}) * ${callsPerRound} AS k,
      -- A number from 0 to 9,999 that looks like chance and is none.
      abs(hashint4(n)) % 10000 AS h FROM numbered
  ), planned AS (
    SELECT *, CASE WHEN k < 271 THEN 0 WHEN k < 275 THEN 1 ELSE 2 END AS o,
      ${paysOf} AS pays,
      ${begins("p").replaceAll("$1", "$3").replaceAll("$2", "$4")} + j * interval '12 seconds' + s * interval '1 minute' AS ended,
      h % 100 < 2 AS failed FROM placed
  ), figured AS (
    SELECT *, (ARRAY['DEVELOPER', 'QUALITY_ASSURANCE', 'PROJECT_MANAGER'])[o + 1] AS role,
      CASE WHEN pays = 'local' THEN 'qwen3-coder:30b' WHEN pays = 'scripted' THEN 'scripted-1' WHEN o = 0 AND h % 10 = 3 THEN 'claude-haiku-5-5'
        WHEN p % 2 = 0 THEN 'claude-opus-5-5' ELSE 'claude-sonnet-5-5' END AS model,
      CASE WHEN failed THEN 0 ELSE 200 + h % 900 END AS fresh, CASE WHEN failed THEN 0 ELSE 8000 + (k % 100) * 400 END AS cached,
      CASE WHEN failed THEN 0 ELSE 300 + h % 2000 END AS written, CASE WHEN failed THEN 0 ELSE 50 + h % 1500 END AS answered,
      -- A long tail: most answers take some seconds, few more than a minute.
      (900 * exp(h / 10000.0 * 4))::integer AS took,
      CASE WHEN pays IN ('local', 'scripted') THEN pays WHEN failed THEN 'none' WHEN h % 1000 = 7 THEN 'unpriced' ELSE 'priced' END AS basis
      FROM planned
  ), charged AS (
    SELECT *, CASE WHEN basis <> 'priced' THEN NULL ELSE CASE model WHEN 'claude-haiku-5-5' THEN '${ratesOf(0.1, 0.01)}'
      WHEN 'claude-opus-5-5' THEN '${ratesOf(4, 0.2)}' ELSE '${ratesOf(2, 0.1)}' END::jsonb END AS rates FROM figured
  )
  INSERT INTO "UsageRecord" ("id", "key", "at", "startedAt", "projectId", "ownerId", "phaseId", "runId", "attemptNumber", "operation",
    "role", "cycle", "round", "source", "provider", "accountKind", "account", "model", "inputUncached", "cacheRead", "cacheWrite5m",
    "cacheWrite1h", "output", "outcome", "httpStatus", "errorClass", "firstByteMs", "firstTokenMs", "durationMs", "basis",
    "costMicros", "billable", "priceSource", "rates", "rawUsage")
  SELECT ${id("use", "n")}, ${id("cal", "n")}, ended, ended - took * interval '1 millisecond', ${id("prj", "p")},
    ($5::text[])[p % cardinality($5::text[]) + 1], ${id("pha", "p * 6 + s / 3")}, ${id("run", "((p * 6 + s / 3) * 3 + s % 3) * 3 + o")},
    1, (ARRAY['IMPLEMENT', 'REVIEW', 'EVALUATE'])[o + 1]::"Operation", role, 1, s % 3, CASE WHEN o = 0 THEN 'gateway' ELSE 'client' END,
    ${provider("pays")},
    pays, CASE pays WHEN 'api_key' THEN 'api_key:seed' ELSE pays END, model, fresh, cached, written, 0, answered,
    CASE WHEN failed THEN 'FAILED' ELSE 'COMPLETED' END, CASE WHEN failed THEN 529 ELSE 200 END,
    CASE WHEN failed THEN 'overloaded' END, took / 8, CASE WHEN failed THEN NULL ELSE took / 6 END, took,
    basis, CASE basis WHEN 'none' THEN 0 WHEN 'priced' THEN round((fresh * (rates->>'input')::numeric + cached * (rates->>'cacheRead')::numeric
      + written * (rates->>'cacheWrite5m')::numeric + answered * (rates->>'output')::numeric) / 1e6) END::bigint,
    pays = 'api_key', CASE WHEN basis = 'priced' THEN 'npm run seed' END, rates, jsonb_build_object('input_tokens', fresh, 'cache_read_input_tokens', cached,
      'cache_creation_input_tokens', written, 'output_tokens', answered)
  FROM charged ON CONFLICT ("key") DO NOTHING`;
