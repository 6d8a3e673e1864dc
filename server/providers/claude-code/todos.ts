import path from "node:path";
import { z } from "zod";
import { OpenedFolder, readUpTo } from "../../sandbox/opened-folder.ts";
import type { AgentEvent } from "../provider.ts";

export type Todos = Extract<AgentEvent, { type: "todos" }>["items"];

const Status = z.enum(["pending", "in_progress", "completed"]);
/** A deleted task keeps its file with another status, so it is left out here. */
const TaskFile = z.object({ id: z.string(), subject: z.string(), status: Status });
const TodoWriteInput = z.object({ todos: z.array(z.object({ content: z.string(), status: Status })) });

const taskTools = new Set(["TaskCreate", "TaskUpdate"]);

/** The folder is the agent's as well: what is larger or more than Claude Code writes is not read. */
const taskLimits = { bytes: 64 * 1024, files: 1_000 } as const;

const readTask = async (folder: OpenedFolder, name: string): Promise<z.infer<typeof TaskFile> | null> => {
  const found = await folder.file(name);
  if (found.outcome !== "opened") return null;
  try {
    return TaskFile.parse(JSON.parse((await readUpTo(found.handle, taskLimits.bytes)).toString("utf8")));
  } catch {
    // Being rewritten just now, or not in the form that was tried: one line of the list less, until the next change.
    return null;
  } finally {
    await found.handle.close();
  }
};

const readTasks = async (configPath: string, sessionId: string): Promise<z.infer<typeof TaskFile>[]> => {
  const within = [path.basename(configPath), "tasks", sessionId];
  const folder = await OpenedFolder.openInWorkspace(path.dirname(configPath), within);
  if (folder === null) return [];
  try {
    const tasks: z.infer<typeof TaskFile>[] = [];
    for await (const name of folder.names()) {
      const task = name.endsWith(".json") ? await readTask(folder, name) : null;
      if (task !== null) tasks.push(task);
      if (tasks.length >= taskLimits.files) break;
    }
    return tasks;
  } finally {
    await folder.close();
  }
};

/**
 * The todo list as a finished tool has left it; null where the tool has nothing to do with it. Task tools are read
 * from the files that Claude Code keeps (internal), because a resumed process goes on with the list of the one
 * before. Those files are the agent's as well, so they are not looked for through links.
 * @param configPath a folder of the project's home
 */
export const todosAfter = async (
  toolName: string,
  input: unknown,
  configPath: string,
  sessionId: string,
): Promise<Todos | null> => {
  if (toolName === "TodoWrite") {
    const written = TodoWriteInput.safeParse(input);
    return written.success ? written.data.todos.map(({ content, status }) => ({ text: content, status })) : null;
  }
  if (!taskTools.has(toolName)) return null;
  return (await readTasks(configPath, sessionId))
    .toSorted((a, b) => Number(a.id) - Number(b.id))
    .map(({ subject, status }) => ({ text: subject, status }));
};
