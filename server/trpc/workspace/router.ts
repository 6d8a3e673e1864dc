import { router } from "../trpc.ts";
import { diff } from "./diff.ts";
import { file } from "./file.ts";
import { files } from "./files.ts";

export const workspaceRouter = router({ diff, files, file });
