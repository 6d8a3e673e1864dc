import { Clapperboard } from "lucide-react";
import { Badge } from "./badge.tsx";

/** Marks everything that the scripted model did, wherever it is shown. */
export function ScriptedBadge({ className }: { className?: string }) {
  return (
    <Badge
      tone="scripted"
      icon={Clapperboard}
      title="Played from a script, without a language model. The files, tools and tests are real."
      {...(className ? { className } : {})}
    >
      Scripted
    </Badge>
  );
}
