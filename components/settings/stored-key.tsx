import type { KeyReplacement } from "#server/contract/provider-state";
import { RelativeTime } from "#components/ui/relative-time";

/** A key that was entered just now. */
export type StoredKey = Extract<KeyReplacement, { outcome: "stored" }>;

/** All that is ever shown of a key. */
function Ending({ lastFour }: { lastFour: string }) {
  return <span className="font-mono text-xs text-ink">••••{lastFour}</span>;
}

/** "••••1111 replaced ••••2222, just now." */
export function StoredKeyLine({ stored: { lastFour, replaced, tested, at } }: { stored: StoredKey }) {
  return (
    <output className="text-muted">
      <Ending lastFour={lastFour} />{" "}
      {replaced === null ? (
        "is stored"
      ) : (
        <>
          replaced <Ending lastFour={replaced.lastFour} />
        </>
      )}
      , <RelativeTime at={at} />.{tested ? "" : " It was not tried yet."}
    </output>
  );
}
