import { handleAuthRequest } from "../../../../server/http/auth.ts";

export const GET = (request: Request): Promise<Response> => handleAuthRequest(request);
export const POST = (request: Request): Promise<Response> => handleAuthRequest(request);
