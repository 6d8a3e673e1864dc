import { Cpu } from "lucide-react";
import type { PhaseView } from "../../server/contract/views.ts";
import { formatNumberOf } from "../ui/format.ts";
import { WholeWords } from "../ui/whole-words.tsx";

/** Where local models worked in Claude's place: the model of the one phase, or how many there were. Nothing: nowhere. */
export function PhasesStandIns({ phases }: { phases: readonly Pick<PhaseView, "standIn" | "claudeToo">[] }) {
  const local = phases.filter(({ standIn }) => standIn !== null);
  const [first] = local;
  if (first === undefined || first.standIn === null) return null;
  const partly = local.some(({ claudeToo }) => claudeToo) ? "partly " : "";
  return (
    <span
      className="flex max-w-full min-w-0 items-center gap-1 text-xs text-fallback"
      title="A local model worked here in Claude's place."
    >
      <Cpu aria-hidden className="size-3 shrink-0" />
      {/* One text: its words are read together. */}
      <span className="min-w-0">
        {phases.length === 1 ? (
          <WholeWords text={`${partly}on ${first.standIn}`} />
        ) : (
          `${formatNumberOf(local.length, "phase")} ${partly}on ${local.length === 1 ? "a local model" : "local models"}`
        )}
      </span>
    </span>
  );
}
