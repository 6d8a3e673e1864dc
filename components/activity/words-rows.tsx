"use client";

import { CornerDownRight, Lightbulb, MessageSquare } from "lucide-react";
import { memo } from "react";
import type { LiveBlock } from "../../server/contract/events.ts";
import { cn } from "../ui/cn.ts";
import { Markdown } from "../ui/markdown.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";
import { Fold, RowFrame } from "./row-frame.tsx";
import type { ActivityRow, RowItem } from "./row.ts";

interface WordsRowProps<Kind extends RowItem["kind"]> {
  row: ActivityRow;
  item: Extract<RowItem, { kind: Kind }>;
  open: boolean;
  onToggle: () => void;
}

/** Agents' words carry a line at their side: they are quoted, never the product's own. */
const quoted = "min-w-0 border-l-2 pl-3";

/** A caret after the last word that there is. */
const writing =
  "[&>*>*:last-child]:after:ml-0.5 [&>*>*:last-child]:after:inline-block [&>*>*:last-child]:after:h-3.5 [&>*>*:last-child]:after:w-1.5 [&>*>*:last-child]:after:animate-pulse [&>*>*:last-child]:after:bg-running [&>*>*:last-child]:after:align-text-bottom [&>*>*:last-child]:after:content-['']";

/** What an agent said. */
export function MessageRow({ row, item }: Pick<WordsRowProps<"message">, "row" | "item">) {
  return (
    <RowFrame sequence={row.sequence} at={row.at}>
      <div className={quoted}>
        <Words text={item.text} />
      </div>
    </RowFrame>
  );
}

/** What a person said to the agents. Where it took effect, a note says so. */
export function SaidRow({ row, item }: Pick<WordsRowProps<"said">, "row" | "item">) {
  return (
    <RowFrame icon={MessageSquare} iconClassName="text-accent" sequence={row.sequence} at={row.at}>
      <p className="text-muted">
        <span className="font-medium text-ink">
          <VisibleText text={item.sent.by} />
        </span>{" "}
        said
      </p>
      <p className="break-words whitespace-pre-line">
        <VisibleText text={item.sent.text} />
      </p>
    </RowFrame>
  );
}

/** What an agent is saying. */
export function LiveRow({ block }: { block: LiveBlock }) {
  return (
    <div className="flex min-w-0 items-start gap-2 px-3 py-1">
      <span className="w-4 shrink-0" />
      <div className={cn(quoted, writing)}>
        <Words text={block.text} />
      </div>
      <span className="sr-only">Still writing</span>
    </div>
  );
}

/** Parsed once per text: rows are rendered again whenever something around them changes. */
const Words = memo(function Words({ text }: { text: string }) {
  return <Markdown source={text} />;
});

/** The first line that says something: without the marks of headings and lists, and past the tags around data. */
/** What an agent is told to do, without the brief, plan and evidence that are handed over with it. */
const withoutMaterial = (prompt: string): string => prompt.replace(/<data label="[^"]*">[\s\S]*?<\/data>/gu, "").trim();
const firstLine = (text: string): string => text.replace(/^(?:[#>*\s-]|<[^>\n]+>)+/u, "").split("\n", 1)[0] ?? "";

/** What an agent thought, folded. */
export function ThinkingRow({ row, item, open, onToggle }: WordsRowProps<"thinking">) {
  return (
    <RowFrame icon={Lightbulb} iconClassName="text-faint" sequence={row.sequence} at={row.at}>
      <Fold
        open={open}
        onToggle={onToggle}
        line={
          <>
            <span className="shrink-0 text-muted">Thought</span>
            {open ? null : (
              <span className="min-w-0 truncate text-faint">
                <VisibleText text={firstLine(item.text)} />
              </span>
            )}
          </>
        }
      >
        <p className={`${quoted} break-words whitespace-pre-line text-muted`}>
          <VisibleText text={item.text} />
        </p>
      </Fold>
    </RowFrame>
  );
}

/** What Spiral told an agent, folded. */
export function PromptRow({ row, item, open, onToggle }: WordsRowProps<"prompt">) {
  return (
    <RowFrame icon={CornerDownRight} iconClassName="text-faint" sequence={row.sequence} at={row.at}>
      <Fold
        open={open}
        onToggle={onToggle}
        line={
          <>
            <span className="shrink-0 text-muted">Instructed</span>
            {open ? null : (
              <span className="min-w-0 truncate text-faint">
                <VisibleText text={firstLine(withoutMaterial(item.text))} />
              </span>
            )}
          </>
        }
      >
        <Markdown source={item.text} className="rounded-md border bg-sunken px-3 py-2" />
      </Fold>
    </RowFrame>
  );
}
