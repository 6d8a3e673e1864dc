import { loginRule } from "../../contract/inputs.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { verifyPassword } from "./password.ts";
import { countSignInAttempt } from "./sign-in-throttle.ts";

export interface SignInOptions {
  readonly login: string;
  readonly password: string;
  readonly address: string;
}

/**
 * Who signs in with this name and password. Every refusal but throttling is the same one, after the same work:
 * neither words nor timing tell whether an account exists, is disabled, or has another password.
 * @throws DomainError unauthenticated or throttled
 */
export const verifySignIn = async (
  { prisma }: Pick<Domain, "prisma">,
  options: SignInOptions,
): Promise<{ userId: string }> => {
  const { password, address } = options;
  const login = options.login.trim().toLowerCase();
  const { forgive } = await countSignInAttempt({ prisma }, { login, address });
  const user = loginRule.safeParse(login).success ? await prisma.user.findUnique({ where: { login } }) : null;
  const passwordHash = user === null || user.disabledAt !== null ? null : user.passwordHash;
  const verified = await verifyPassword({ password, passwordHash });
  if (user === null || !verified) {
    await appendAudit(prisma, {
      actorId: null,
      action: "sign_in.failed",
      subjectId: user?.id ?? null,
      detail: { address },
    });
    throw new DomainError("unauthenticated", "This name and password do not fit together.");
  }
  await forgive();
  await appendAudit(prisma, { actorId: user.id, action: "sign_in.succeeded", subjectId: user.id, detail: { address } });
  return { userId: user.id };
};
