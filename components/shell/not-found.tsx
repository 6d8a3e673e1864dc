import { Compass } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";

/** Nothing is at this address, or nothing that this person may see: the two look the same on purpose. */
export function NotFound() {
  return (
    <div className="mx-auto max-w-2xl px-4 py-10 md:px-6">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={Compass}
        title="There is nothing at this address"
        action={
          <Button asChild>
            <Link href="/projects">Go to projects</Link>
          </Button>
        }
      >
        It may have been removed, or it belongs to somebody else.
      </EmptyState>
    </div>
  );
}
