import type { DeliveryStatus, DeliveryView } from "#server/contract/webhooks";
import { Badge } from "#components/ui/badge";
import { formatNumberOf } from "#client/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#components/ui/table";

const looks = {
  PENDING: { word: "On its way", tone: "neutral" },
  DELIVERED: { word: "Delivered", tone: "done" },
  FAILED: { word: "Given up", tone: "failed" },
} as const satisfies Record<DeliveryStatus, { word: string; tone: "neutral" | "done" | "failed" }>;

/** What became of the newest messages to the webhook; nothing before the first. */
export function WebhookDeliveries({ deliveries }: { deliveries: readonly DeliveryView[] }) {
  if (deliveries.length === 0) return null;
  return (
    <Table label="Deliveries">
      <TableHead>
        <HeadCell>Message</HeadCell>
        <HeadCell>State</HeadCell>
        <HeadCell>Why</HeadCell>
        <HeadCell>When</HeadCell>
      </TableHead>
      <TableBody>
        {deliveries.map((delivery) => (
          <Row key={delivery.id}>
            <Cell className="font-mono text-xs">{delivery.type}</Cell>
            <Cell>
              <Badge tone={looks[delivery.status].tone}>{looks[delivery.status].word}</Badge>
            </Cell>
            <Cell className="text-muted">{reasonOf(delivery)}</Cell>
            <Cell className="whitespace-nowrap text-muted">
              <RelativeTime at={delivery.createdAt} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

const reasonOf = ({ status, httpStatus, error, attempts, nextAttemptAt }: DeliveryView) => {
  if (status === "DELIVERED") return `Answered with ${httpStatus ?? "success"}`;
  if (error === null) return "Not sent yet";
  return (
    <>
      {error} {formatNumberOf(attempts, "attempt")}
      {nextAttemptAt === null ? (
        "."
      ) : (
        <>
          ; next <RelativeTime at={nextAttemptAt} />.
        </>
      )}
    </>
  );
};
