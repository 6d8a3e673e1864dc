import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { AgentEvent } from "../provider.ts";

export type Todos = Extract<AgentEvent, { type: "todos" }>["items"];

const Status = z.enum(["pending", "in_progress", "completed"]);
/** A deleted task keeps its file with another status, so it is left out here. */
const TaskFile = z.object({ id: z.string(), subject: z.string(), status: Status });
const TodoWriteInput = z.object({ todos: z.array(z.object({ content: z.string(), status: Status })) });

const taskTools = new Set(["TaskCreate", "TaskUpdate"]);

const readTask = async (file: string): Promise<z.infer<typeof TaskFile> | null> => {
  try {
    return TaskFile.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    // Being rewritten just now, or not in the form that was tried: one line of the list less, until the next change.
    return null;
  }
};

/**
 * The todo list as a finished tool has left it; null where the tool has nothing to do with it. Task tools are read
 * from the files that Claude Code keeps (internal), because a resumed process goes on with the list of the one
 * before.
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
  const folder = path.join(configPath, "tasks", sessionId);
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const tasks = await Promise.all(files.map((name) => readTask(path.join(folder, name))));
  return tasks
    .filter((task) => task !== null)
    .toSorted((a, b) => Number(a.id) - Number(b.id))
    .map(({ subject, status }) => ({ text: subject, status }));
};
