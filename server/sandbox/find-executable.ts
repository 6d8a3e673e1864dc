import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";

const canExecute = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** The file that a command's name stands for on this PATH, as execvp would find it; null when there is none. */
export const findExecutable = async (command: string, searchPath: string, cwd: string): Promise<string | null> => {
  const candidates = command.includes("/")
    ? [path.resolve(cwd, command)]
    : searchPath.split(path.delimiter).map((folder) => path.resolve(cwd, folder, command));
  for (const candidate of candidates) if (await canExecute(candidate)) return candidate;
  return null;
};
