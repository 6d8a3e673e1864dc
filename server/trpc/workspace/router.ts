import { router } from "../trpc.ts";
import { diff } from "./diff.ts";
import { file } from "./file.ts";
import { files } from "./files.ts";
import { removeOrphaned } from "./remove-orphaned.ts";
import { remove } from "./remove.ts";
import { storage } from "./storage.ts";

export const workspaceRouter = router({ files, file, diff, remove, storage, removeOrphaned });
