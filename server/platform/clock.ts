/** Time comes in through this, so that tests and the simulation own it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
