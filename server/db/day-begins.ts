import { Prisma } from "./generated/client.ts";

/**
 * The moment at which a day begins in a time zone: a minute after the last minute of the day before. Midnight itself may
 * not be there, or twice (where the clock goes back from one to midnight), and of two PostgreSQL takes the later one.
 * @param midnight a timestamp without a time zone
 */
export const dayBegins = (midnight: Prisma.Sql, timeZone: string): Prisma.Sql =>
  Prisma.sql`((${midnight} - interval '1 minute') AT TIME ZONE ${timeZone} + interval '1 minute')`;
