import { ErrorState } from "#components/ui/error-state";

interface PageErrorProps {
  /** Names this error in the server's log, where it happened there. */
  digest: string | undefined;
  onRetry: () => void;
}

/** A page that could not be shown. */
export function PageError({ digest, onRetry }: PageErrorProps) {
  return (
    <div className="mx-auto max-w-2xl px-4 py-10 md:px-6">
      <h1 className="sr-only">This page could not be shown</h1>
      <ErrorState
        title="This page could not be shown"
        reason="Something in it broke. Projects run apart from these pages and do not need this one."
        fix={
          digest === undefined ? (
            "If trying again does not help, reload the page."
          ) : (
            <>If it happens again, the server's log has it under {digest}.</>
          )
        }
        onRetry={onRetry}
      />
    </div>
  );
}
