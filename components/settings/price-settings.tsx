"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PriceView } from "#server/contract/prices";
import { messageOf } from "#client/request-error";
import { formatCount, formatDate } from "#client/ui/format";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { ErrorState } from "#components/ui/error-state";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";
import { AddPriceDialog } from "./add-price-dialog.tsx";

/** The price table with its history, and which models it lacks. */
export function PriceSettings({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const prices = useQuery(trpc.prices.list.queryOptions());
  const [history, setHistory] = useState(false);
  const [adding, setAdding] = useState<{ model: string } | null>(null);
  if (prices.data === undefined) {
    return prices.error === null ? (
      <div className="flex flex-col gap-2">
        <LoadingNote>Loading the prices</LoadingNote>
        <Skeleton className="h-40" />
      </div>
    ) : (
      <ErrorState
        title="The prices could not be loaded"
        reason={messageOf(prices.error)}
        onRetry={() => void prices.refetch()}
        retrying={prices.isFetching}
      />
    );
  }
  const { unpriced } = prices.data;
  const shown = prices.data.prices.filter(({ state }) => history || state !== "replaced");
  const replaced = prices.data.prices.length - shown.length;
  return (
    <div className="flex flex-col gap-3">
      {unpriced.map(({ model, speed, calls }) => (
        <Callout
          key={model}
          tone="needs"
          title={speed === null ? `${model} has no price` : `${model}, fast mode: no price`}
          action={canEdit ? <Button onClick={() => setAdding({ model })}>Enter its price</Button> : null}
        >
          {calls === 1 ? "One call" : `${formatCount(calls)} calls`} in the last 30 days {calls === 1 ? "is" : "are"} in
          no figure of cost.
          {speed === null ? null : " Enter the model's price again, with what its fast mode costs in per cent of it."}
        </Callout>
      ))}
      <PriceTableView prices={shown} />
      <div className="flex flex-wrap gap-2">
        {canEdit ? <Button onClick={() => setAdding({ model: "" })}>Add a price</Button> : null}
        {history || replaced > 0 ? (
          <Button variant="ghost" onClick={() => setHistory(!history)}>
            {history ? "Hide earlier prices" : `Show ${formatCount(replaced)} earlier`}
          </Button>
        ) : null}
      </div>
      <p className="text-xs text-muted">
        A model that is not listed is looked up in the catalogue genai-prices, by its exact name. What neither has is
        counted as unpriced.
      </p>
      {adding === null ? null : (
        <AddPriceDialog model={adding.model} known={prices.data.prices} onClose={() => setAdding(null)} />
      )}
    </div>
  );
}

/** Millionths of a dollar as dollars, with the decimals that it has and no others (two at least). */
const dollars = (micros: number): string =>
  (micros / 1e6).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 6 });

function PriceTableView({ prices }: { prices: readonly PriceView[] }) {
  return (
    <Table label="Prices in dollars per million tokens">
      <TableHead>
        <HeadCell>Model</HeadCell>
        <HeadCell>From</HeadCell>
        <HeadCell className="text-right">Input</HeadCell>
        <HeadCell className="text-right">Output</HeadCell>
        <HeadCell className="text-right">Write 5 min</HeadCell>
        <HeadCell className="text-right">Write 1 h</HeadCell>
        <HeadCell className="text-right">Read</HeadCell>
      </TableHead>
      <TableBody>
        {prices.map((price) => (
          <Row key={price.id} className={price.state === "replaced" ? "text-faint" : undefined}>
            <Cell className="min-w-64">
              <span className="font-mono text-xs">{price.model}</span>
              {price.state === "later" ? <Badge className="ml-2">from that day</Badge> : null}
              {price.long === null ? null : (
                <div className="text-xs text-muted">
                  over {formatCount(price.long.above)} tokens: {dollars(price.long.input)} in,{" "}
                  {dollars(price.long.output)} out
                </div>
              )}
              <div className="text-xs text-muted">
                {price.source}
                {price.addedBy === null ? null : ` · entered by ${price.addedBy}, ${formatDate(price.addedAt)}`}
              </div>
            </Cell>
            <Cell className="whitespace-nowrap">{price.validFrom.toISOString().slice(0, 10)}</Cell>
            <Cell numeric>{dollars(price.input)}</Cell>
            <Cell numeric>{dollars(price.output)}</Cell>
            <Cell numeric>{dollars(price.cacheWrite5m)}</Cell>
            <Cell numeric>{dollars(price.cacheWrite1h)}</Cell>
            <Cell numeric>{dollars(price.cacheRead)}</Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
