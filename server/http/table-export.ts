import { knownSecrets } from "../platform/known-secrets.ts";
import { attachmentHeaders } from "./attachment.ts";
import { csvLine } from "./csv.ts";
import { bodyOf } from "./stream-body.ts";

type Cell = string | number | boolean | null;
type Rows<Column extends string> = AsyncIterable<readonly Readonly<Record<Column, Cell>>[]>;

const contentTypes = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;
export type ExportFormat = keyof typeof contentTypes;

/**
 * Rows as a file, written as they are read: a million need no more memory than a few thousand. Known secrets are taken
 * out.
 */
export const tableExport = <Column extends string>({
  name,
  format,
  columns,
  pages,
  signal,
}: {
  /** Of the file, without its end. */
  readonly name: string;
  readonly format: ExportFormat;
  /** In the order in which a CSV file has them. */
  readonly columns: readonly Column[];
  readonly pages: Rows<Column>;
  readonly signal: AbortSignal;
}): Response =>
  new Response(bodyOf(encoded(format === "csv" ? asCsv(columns, pages) : asJson(pages)), signal), {
    headers: attachmentHeaders(`${name}.${format}`, contentTypes[format]),
  });

async function* asCsv<Column extends string>(
  columns: readonly Column[],
  pages: Rows<Column>,
): AsyncGenerator<string, void> {
  yield csvLine(columns);
  for await (const page of pages) yield page.map((row) => csvLine(columns.map((column) => row[column]))).join("");
}

/** An array, an object a line. */
async function* asJson<Column extends string>(pages: Rows<Column>): AsyncGenerator<string, void> {
  let before = "[\n";
  for await (const page of pages) {
    yield before + page.map((row) => JSON.stringify(row)).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(knownSecrets().redact(text));
}
