import { createHash } from "node:crypto";
import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { DomainError } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";

/**
 * How many sign-ins may fail in a window. Checked in this order and only as far as the first refusal, so that one
 * address alone can never use up an account's wider allowance and lock its owner out from elsewhere.
 */
const rules = [
  {
    name: "pair",
    points: 10,
    seconds: 15 * 60,
    subject: (attempt: SignInAttempt) => `${attempt.login}\n${attempt.address}`,
  },
  { name: "address", points: 50, seconds: 15 * 60, subject: (attempt: SignInAttempt) => attempt.address },
  { name: "account", points: 100, seconds: 60 * 60, subject: (attempt: SignInAttempt) => attempt.login },
] as const;

export interface SignInAttempt {
  /** As typed, in lower case; it need not be anybody's. */
  readonly login: string;
  /** Where it comes from, as far as that can be known (server/auth/remote-address.ts). */
  readonly address: string;
}

/** Hashed: what people type into a sign-in form may be a password, and does not belong into a table. */
const keyOf = (subject: string): string => createHash("sha256").update(subject).digest("base64url");

const limiterFor = (prisma: Domain["prisma"], rule: (typeof rules)[number]): RateLimiterPrisma =>
  new RateLimiterPrisma({
    storeClient: prisma,
    tableName: "rateLimit",
    keyPrefix: `sign-in-${rule.name}`,
    points: rule.points,
    duration: rule.seconds,
    // Its own timer would live as long as the process and write to the console; expired rows go below.
    clearExpiredByTimeout: false,
  });

const tooMany = (msBeforeNext: number): DomainError => {
  const minutes = Math.max(1, Math.ceil(msBeforeNext / 60_000));
  return new DomainError(
    "throttled",
    `Too many sign-ins have failed. Try again in ${minutes} minute${minutes === 1 ? "" : "s"}.`,
  );
};

/**
 * Counts this attempt before its password is looked at: in the database, one atomic increment a rule, so that calls
 * side by side, in one batch or through several web processes all count. `forgive` takes it back after a success.
 * @throws DomainError throttled
 */
export const countSignInAttempt = async (
  { prisma }: Pick<Domain, "prisma">,
  attempt: SignInAttempt,
): Promise<{ forgive: () => Promise<void> }> => {
  const counted = rules.map((rule) => ({
    limiter: limiterFor(prisma, rule),
    key: keyOf(rule.subject(attempt)),
    name: rule.name,
  }));
  await prisma.rateLimit.deleteMany({ where: { expire: { lt: new Date() } } });
  for (const { limiter, key } of counted) {
    try {
      await limiter.consume(key);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw tooMany(error.msBeforeNext);
      throw error;
    }
  }
  return {
    forgive: async () => {
      for (const { limiter, key, name } of counted) await (name === "pair" ? limiter.delete(key) : limiter.reward(key));
    },
  };
};

/** Forgets the failures of one login from one address: whoever tries it now has proved otherwise that they may. */
export const forgetFailures = async ({ prisma }: Pick<Domain, "prisma">, attempt: SignInAttempt): Promise<void> => {
  const [pair] = rules;
  await limiterFor(prisma, pair).delete(keyOf(pair.subject(attempt)));
};
