import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { cn } from "#client/ui/cn";
import { safeLink } from "#client/ui/safe-link";
import { visibleText } from "#client/ui/visible-text";
import { CodeBlock } from "./code-block.tsx";
import { ScrollPane } from "./scroll-pane.tsx";

const textOf = (node: unknown): string => {
  if (typeof node === "string") return node;
  if (Array.isArray(node)) return node.map(textOf).join("");
  return "";
};

const alignment = { left: "text-left", right: "text-right", center: "text-center" } as const;
const alignmentOf = (style: { textAlign?: unknown } | undefined): string | undefined =>
  style?.textAlign === "right" || style?.textAlign === "center" ? alignment[style.textAlign] : undefined;

// Headings start at h3: the page and its section own the levels above. Styles are classes because of the CSP.
const components: Components = {
  h1: ({ children }) => <h3 className="mt-4 text-md font-medium first:mt-0">{children}</h3>,
  h2: ({ children }) => <h4 className="mt-4 text-sm font-medium first:mt-0">{children}</h4>,
  h3: ({ children }) => <h5 className="mt-3 text-sm font-medium first:mt-0">{children}</h5>,
  h4: ({ children }) => <h6 className="mt-3 text-sm font-medium text-muted first:mt-0">{children}</h6>,
  h5: ({ children }) => <h6 className="mt-3 text-sm font-medium text-muted first:mt-0">{children}</h6>,
  h6: ({ children }) => <h6 className="mt-3 text-sm font-medium text-muted first:mt-0">{children}</h6>,
  p: ({ children }) => <p className="mt-2 first:mt-0">{children}</p>,
  ul: ({ children }) => <ul className="mt-2 list-disc pl-5 first:mt-0 [&_ul]:mt-0">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="mt-2 list-decimal pl-5 first:mt-0">
      {children}
    </ol>
  ),
  li: ({ className, children }) => (
    <li className={cn("mt-0.5 marker:text-faint", className === "task-list-item" && "-ml-5 list-none")}>{children}</li>
  ),
  blockquote: ({ children }) => (
    <blockquote className="mt-2 border-l-2 pl-3 text-muted first:mt-0">{children}</blockquote>
  ),
  hr: () => <hr className="my-3" />,
  strong: ({ children }) => <strong className="font-medium">{children}</strong>,
  a: ({ href, children }) => {
    const target = safeLink(href);
    // A link of an agent's may lead out, and nowhere inside this dashboard.
    return target === null ? (
      <span>{children}</span>
    ) : (
      <a
        href={target}
        title={target}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent underline underline-offset-2"
      >
        {children}
      </a>
    );
  },
  // Loading a picture would tell its server who reads this, and when.
  img: ({ alt, src }) => (
    <span className="text-muted" title={typeof src === "string" ? src : undefined}>
      [image not loaded{alt ? `: ${alt}` : ""}]
    </span>
  ),
  input: ({ checked }) => (
    <input
      type="checkbox"
      checked={checked === true}
      readOnly
      disabled
      aria-label={checked === true ? "Done" : "Not done"}
      className="mr-1.5 align-middle"
    />
  ),
  pre: ({ children }) => <>{children}</>,
  code: ({ className, children }) => {
    const text = textOf(children);
    // Blocks end with a newline, or name their language; a code span can do neither.
    return className !== undefined || text.endsWith("\n") ? (
      <CodeBlock
        text={text.replace(/\n$/u, "")}
        label={className ? `Code, ${className.replace("language-", "")}` : "Code"}
        className="mt-2 first:mt-0"
      />
    ) : (
      <code className="rounded-sm bg-sunken px-1 py-px font-mono text-xs break-words">{children}</code>
    );
  },
  table: ({ children }) => (
    <ScrollPane label="Table" className="mt-2 first:mt-0">
      <table className="border-collapse text-left">{children}</table>
    </ScrollPane>
  ),
  th: ({ children, style }) => (
    <th className={cn("border-b px-2 py-1 font-medium first:pl-0", alignmentOf(style))}>{children}</th>
  ),
  td: ({ children, style }) => (
    <td className={cn("border-b px-2 py-1 align-top first:pl-0", alignmentOf(style))}>{children}</td>
  ),
};

/**
 * Untrusted Markdown: HTML is shown as text, pictures are named and not loaded, links are absolute and leave without
 * a referrer, hidden characters are visible.
 */
export function Markdown({ source, className }: { source: string; className?: string }) {
  return (
    <div className={cn("min-w-0 text-sm break-words", className)}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={components}>
        {visibleText(source)}
      </ReactMarkdown>
    </div>
  );
}
