import { handleUpload } from "../../../server/http/upload.ts";

export const POST = (request: Request): Promise<Response> => handleUpload(request);
