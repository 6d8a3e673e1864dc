import { CopyButton } from "#components/ui/copy-button";

/** The name of exactly one content: its first twelve digits, the whole of it to copy. */
export function ToolHashLine({ hash }: { hash: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <code title={hash} className="font-mono text-xs">
        {hash.slice(0, 12)}
      </code>
      <CopyButton text={hash} label="Copy the whole hash" />
    </span>
  );
}
