"use client";

import { useState } from "react";
import type { UsageQuery } from "#server/contract/usage-query";
import type { ReportedCost, SwitchFigures } from "#server/contract/usage-views";
import { formatCount, formatDuration, formatMoney, formatNumberOf, unbroken } from "#client/ui/format";
import { driftWords } from "#client/usage/limit-words";
import { SwitchesDialog } from "./switches-dialog.tsx";
import { NotMeasured, Tile } from "./usage-tile.tsx";

/** How far the ledger's costs are from what Claude Code itself says. */
export function ReportedTile({ reported: { attempts, reportedMicros, computedMicros } }: { reported: ReportedCost }) {
  if (attempts === 0 || reportedMicros === 0) {
    return (
      <Tile label="Against reported cost" detail="No attempt has said what it cost">
        <NotMeasured />
      </Tile>
    );
  }
  const drift = computedMicros / reportedMicros - 1;
  return (
    <Tile
      label="Against reported cost"
      tone={Math.abs(drift) > 0.01 ? "needs" : "plain"}
      detail={`${formatMoney(computedMicros)} here, ${formatMoney(reportedMicros)} by Claude Code, of ${formatNumberOf(attempts, "attempt")}`}
    >
      {driftWords(drift)}
    </Tile>
  );
}

/** How local models stood in for Claude, and the switches behind that. Nothing in these where none had to. */
export function SwitchTiles({ switches, query }: { switches: SwitchFigures; query: UsageQuery }) {
  const [areListed, setListed] = useState(false);
  const { count, answered, pending, scripted, dispatchP50, dispatchP95, firstTokenP50, workedMs } = switches;
  const decided = count - pending;
  const samples = scripted === 0 ? "" : `, ${formatCount(scripted)} in samples`;
  return (
    <>
      <Tile
        label="Fallback success"
        onOpen={count > 0 ? () => setListed(true) : undefined}
        opens="the switches"
        detail={
          count === 0
            ? "No local model had to stand in for Claude"
            : `${formatCount(answered)} of ${formatNumberOf(decided, "switch", "switches")} to a local model answered${samples}`
        }
      >
        {decided === 0 ? <NotMeasured /> : `${Math.round((answered / decided) * 100)} %`}
      </Tile>
      <Tile
        label="Switch time, p95"
        detail={
          dispatchP50 === null
            ? "From noticing to the next call"
            : `Half in less than ${unbroken(formatDuration(dispatchP50))}; first token ${firstTokenP50 === null ? "not measured" : `after ${unbroken(formatDuration(firstTokenP50))}`}`
        }
      >
        {dispatchP95 === null ? <NotMeasured /> : formatDuration(dispatchP95)}
      </Tile>
      <Tile label="Work of local models" detail="In Claude's place, without waits">
        {count === 0 && workedMs === 0 ? "none" : formatDuration(workedMs)}
        <SwitchesDialog query={query} open={areListed} onClose={() => setListed(false)} />
      </Tile>
    </>
  );
}
