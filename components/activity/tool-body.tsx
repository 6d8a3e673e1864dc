import type { ReactNode } from "react";
import { shortPath } from "../../server/contract/activity.ts";
import { DiffLinesView } from "../diff/diff-lines-view.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { ScrollPane } from "../ui/scroll-pane.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { diffLines } from "./line-diff.ts";
import type { RowItem } from "./row.ts";
import { replacementsOf, textField, type ToolKind } from "./tool-summary.ts";

interface ToolBodyProps {
  kind: ToolKind;
  item: Extract<RowItem, { kind: "tool" }>;
}

/** What went into a tool and what came out: code as code, edits as differences, a shell as a terminal. */
export function ToolBody({ kind, item: { call, result } }: ToolBodyProps) {
  return (
    <div className="flex flex-col gap-2">
      <ToolInput kind={kind} input={call.input} />
      {result === null ? null : (
        <>
          {hidesOutput(kind) && !result.isError ? null : (
            <CodeBlock
              text={result.output === "" ? "(no output)" : result.output}
              label={result.isError ? "Error" : "Output"}
              {...(result.isError ? { title: <span className="text-failed">Error</span> } : {})}
              wrap={kind === "shell"}
              bodyClassName="max-h-96"
            />
          )}
          {result.truncated ? (
            <p className="text-xs text-faint">Cut here: the output was longer than the log keeps.</p>
          ) : null}
        </>
      )}
    </div>
  );
}

/** What these tools answer only repeats what was asked of them. */
const hidesOutput = (kind: ToolKind): boolean => kind === "write" || kind === "edit" || kind === "notebook";

/** What a tool was given, as fits its kind. */
export function ToolInput({ kind, input }: { kind: ToolKind; input: unknown }) {
  switch (kind) {
    case "shell":
      return (
        <CodeBlock
          text={`$ ${textField(input, "command") ?? ""}`}
          label="Command"
          wrap
          title={textField(input, "description")}
          bodyClassName="max-h-72"
        />
      );
    case "write": {
      const content = textField(input, "content");
      return content === null ? (
        <PlainInput input={input} />
      ) : (
        <CodeBlock text={content} label="New content" title={<Path input={input} />} bodyClassName="max-h-96" />
      );
    }
    case "edit": {
      const replacements = replacementsOf(input);
      return replacements.length === 0 ? (
        <PlainInput input={input} />
      ) : (
        <EditView path={<Path input={input} />} replacements={replacements} />
      );
    }
    case "read":
    case "search":
    case "web":
    case "agent":
    case "todo":
    case "notebook":
    case "mcp":
    case "other":
      return <PlainInput input={input} />;
    default:
      return kind satisfies never;
  }
}

function Path({ input }: { input: unknown }) {
  const path = textField(input, "file_path");
  return path === null ? null : (
    <span className="truncate font-mono" title={path}>
      <VisibleText text={shortPath(path)} />
    </span>
  );
}

function EditView({ path, replacements }: { path: ReactNode; replacements: ReturnType<typeof replacementsOf> }) {
  return (
    <div className="min-w-0 overflow-hidden rounded-md border bg-surface">
      <div className="flex h-8 items-center border-b px-3 text-xs text-muted">{path}</div>
      <ScrollPane label="Changed lines" className="max-h-96">
        {replacements.map(({ before, after }, index) => (
          <div key={index} className="border-b py-1 last:border-b-0">
            <DiffLinesView
              numbered={false}
              lines={diffLines(before, after).map((line) => ({ ...line, before: null, after: null }))}
            />
          </div>
        ))}
      </ScrollPane>
    </div>
  );
}

/** Any other input: one line a field, texts as they are. */
function PlainInput({ input }: { input: unknown }) {
  if (input === null || typeof input !== "object" || Array.isArray(input)) {
    return <CodeBlock text={JSON.stringify(input, null, 2) ?? ""} label="Input" bodyClassName="max-h-72" />;
  }
  const fields = Object.entries(input);
  if (fields.length === 0) return null;
  return (
    <dl className="flex flex-col gap-1 text-xs">
      {fields.map(([name, value]) => (
        <div key={name} className="flex min-w-0 gap-2">
          <dt className="w-28 shrink-0 truncate text-faint">
            <VisibleText text={name} />
          </dt>
          <dd className="max-h-72 min-w-0 overflow-y-auto font-mono break-words whitespace-pre-wrap text-muted">
            <VisibleText text={typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "")} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
