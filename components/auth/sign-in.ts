import { postAuth, type AuthResult } from "./auth-request.ts";

/** Signs in with a login and a password. */
export const signIn = (login: string, password: string): Promise<AuthResult> =>
  postAuth("callback/credentials", { login, password });
