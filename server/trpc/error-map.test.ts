import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { DomainError } from "../platform/errors.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import { createTestDatabase } from "../testing/database.ts";
import { silent } from "../testing/web.ts";
import { describeError } from "./error-map.ts";

const secret = "sk-ant-api03-in-an-error-1234";
let forget: () => void;
beforeAll(() => {
  forget = knownSecrets().remember(secret);
});
afterAll(() => forget());

const described = (cause: Error, code: TRPCError["code"] = "BAD_REQUEST") =>
  describeError(new TRPCError({ code, cause }), { logger: silent, path: "a.b" });

it("says nothing of a known secret, in the words of ours, of a field, or of a defect", () => {
  expect(described(new DomainError("invalid", `The service said: ${encodeURIComponent(secret)}!`))).toMatchObject({
    message: "The service said: [secret •••1234]!",
  });
  const wrong = z.object({ key: z.string().refine(() => false, `Not ${secret}`) }).safeParse({ key: "a" });
  expect(described(wrong.error ?? new Error("It was right."))).toMatchObject({
    message: "Not [secret •••1234]",
    fields: { key: "Not [secret •••1234]" },
  });
  expect(described(new Error(secret), "INTERNAL_SERVER_ERROR").message).toMatch(/^Something went wrong on our side\./);
});

it("says that the database's disk is full, as PostgreSQL says it", async () => {
  const { prisma, close } = await createTestDatabase();
  try {
    const refused = await prisma
      .$executeRawUnsafe("DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$")
      .then(() => new Error("It was written."))
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    const { code, message } = described(refused, "INTERNAL_SERVER_ERROR");
    expect(code).toBe("SERVICE_UNAVAILABLE");
    expect(message).toMatch(/^The disk of the database is full, so nothing was changed\./);
  } finally {
    await close();
  }
});
