import { Callout } from "#components/ui/callout";
import { CopyButton } from "#components/ui/copy-button";

interface SigningSecretProps {
  /** Just made, and shown this once; null otherwise. */
  shown: string | null;
  /** Of the one in force; null: there is none. */
  lastFour: string | null;
}

/** The webhook's signing secret: whole when it was just made, its end afterwards. */
export function SigningSecret({ shown, lastFour }: SigningSecretProps) {
  if (shown !== null) {
    return (
      <Callout
        tone="needs"
        title="Copy the signing secret now: it is not shown again"
        action={<CopyButton text={shown} label="Copy the secret" />}
      >
        <code className="font-mono text-xs break-all text-ink">{shown}</code>
      </Callout>
    );
  }
  if (lastFour === null) return null;
  return (
    <p className="text-xs text-muted">
      Messages are signed with the secret that ends in <code className="font-mono">{lastFour}</code>.
    </p>
  );
}
