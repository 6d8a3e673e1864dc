import { VisibleText } from "../ui/visible-text-view.tsx";

/** Short words of an agent's: hidden characters visible, `code` as code, and no other markup. */
export function AgentLine({ text }: { text: string }) {
  return text.split(/(`[^`\n]+`)/u).map((part, index) =>
    // Every second part is what stood between two backticks.
    index % 2 === 1 ? (
      <code key={index} className="rounded-sm bg-sunken px-1 py-px font-mono text-xs">
        <VisibleText text={part.slice(1, -1)} />
      </code>
    ) : (
      <VisibleText key={index} text={part} />
    ),
  );
}
