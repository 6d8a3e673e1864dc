import type { Domain } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { beginCall, type ProviderCallParty } from "../usage/index.ts";
import { dearestRates } from "./dearest-rates.ts";
import { countsAsMoney, reserveCall, type CallToReserve, type Reservation } from "./reserve-call.ts";

export type CallAdmission =
  | { readonly outcome: "admitted" }
  /** The run is somebody else's by now. */
  | { readonly outcome: "fenced" }
  | Exclude<Reservation, { outcome: "reserved" }>;

/**
 * Writes a call down before it is made and holds its worst case against the budgets that it counts in: both, or
 * neither. What costs no money (scripted, local, a subscription unless a setting says so) holds nothing.
 */
export const admitCall = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { party, ownerId, size }: { party: ProviderCallParty; ownerId: string; size: CallToReserve["size"] },
): Promise<CallAdmission> => {
  const settings = await readSettings(domain);
  if (!countsAsMoney(party.accountKind, settings)) {
    return { outcome: (await beginCall(domain, party)) ? "admitted" : "fenced" };
  }
  const { callId, lease, model } = party;
  const rates = await dearestRates(domain, { model, at: domain.clock.now() });
  const call = { callId, projectId: lease.projectId, ownerId, size, rates };
  try {
    return await domain.prisma.$transaction(async (tx) => {
      if (!(await beginCall({ prisma: tx }, party))) return { outcome: "fenced" };
      const reservation = await reserveCall({ prisma: tx, clock: domain.clock }, call, settings["budgets.timeZone"]);
      if (reservation.outcome !== "reserved") throw new NotReserved(reservation);
      return { outcome: "admitted" };
    });
  } catch (error) {
    if (error instanceof NotReserved) return error.reservation;
    throw error;
  }
};

/** Undoes the writing down: the call is not made. */
class NotReserved extends Error {
  override readonly name = "NotReserved";
  readonly reservation: Exclude<Reservation, { outcome: "reserved" }>;
  constructor(reservation: Exclude<Reservation, { outcome: "reserved" }>) {
    super("There is no room in a budget.");
    this.reservation = reservation;
  }
}
