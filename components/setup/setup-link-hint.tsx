import { Panel } from "#components/ui/panel";

/** Where the one-time link is, and how to get a new one. */
export function SetupLinkHint() {
  return (
    <Panel className="flex flex-col gap-2 p-4 text-sm">
      <p>
        The link was printed in the terminal where{" "}
        <code className="rounded-sm bg-sunken px-1 font-mono text-xs">npm start</code> runs. It works once, for 30
        minutes.
      </p>
      <p className="text-muted">
        To get a new one, stop Spiral there with{" "}
        <kbd className="rounded-sm border bg-sunken px-1 font-sans text-xs">Ctrl C</kbd> and start it again.
      </p>
    </Panel>
  );
}
