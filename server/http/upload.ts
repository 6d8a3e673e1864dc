import { mkdir, open, rename, rm, statfs, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { ArchiveRefusedError, screenEntries } from "../archives/admission.ts";
import { archiveKind, readArchive, unknownArchive } from "../archives/read-archive.ts";
import { originRules, refuseRequest } from "../auth/guard.ts";
import type { OriginRules } from "../auth/origin.ts";
import type { Domain } from "../domain/domain.ts";
import { readSettings } from "../domain/settings/index.ts";
import { recordUpload, refuseTooManyUploads, uploadPath, uploadsFolder } from "../domain/uploads/index.ts";
import { webDomain } from "../domain/web-domain.ts";
import { env } from "../platform/env.ts";
import { DomainError } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { jsonAnswer } from "./json-answer.ts";
import { requireViewer } from "./require-viewer.ts";

/**
 * POST /api/uploads?name=…: an archive for a project to start from, as the body itself. It goes to disk as it comes, at
 * most as large as the setting says. What no project could start from is refused as soon as it is there; it is unpacked
 * by nobody but a run of its project (server/runner/import), which looks at it again.
 */
export interface UploadServices {
  readonly domain: Domain;
  readonly rules: OriginRules;
  readonly dataDir: string;
}

const services = (): UploadServices => ({
  domain: webDomain(),
  rules: originRules(),
  dataDir: env().SPIRAL_DATA_DIR,
});

/** What stays free on the disk whatever is sent. */
const leastFreeBytes = 1_000_000_000;
const mebibyte = 1024 ** 2;
const headBytes = 512;
const longestName = 150;

/** Nothing of a path, nothing that cannot be seen. */
const shownName = (request: Request): string => {
  const given = new URL(request.url).searchParams.get("name") ?? "";
  const name = given
    .slice(Math.max(given.lastIndexOf("/"), given.lastIndexOf("\\")) + 1)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "");
  return name.trim().slice(0, longestName) || "archive";
};

class UploadRefused extends Error {
  readonly status: 400 | 413 | 415 | 507;
  constructor(status: UploadRefused["status"], message: string) {
    super(message);
    this.status = status;
  }
}

export const handleUpload = async (request: Request, on: UploadServices = services()): Promise<Response> => {
  const { domain, rules, dataDir } = on;
  const refusal = refuseRequest(request, rules, "application/octet-stream");
  if (refusal !== null) return jsonAnswer(refusal.status, { message: refusal.message });
  const signedIn = await requireViewer(domain, request);
  if (signedIn instanceof Response) return signedIn;
  const { viewer } = signedIn;
  if (viewer.role === "VIEWER")
    return jsonAnswer(403, { message: "You may look, but not send anything. Ask an admin for the role of a member." });
  const id = newId("upload");
  const target = uploadPath(dataDir, id);
  const coming = `${target}.part`;
  try {
    await refuseTooManyUploads(domain, { ownerId: viewer.id });
    const limit = (await readSettings(domain))["import.archiveMb"] * mebibyte;
    await mkdir(uploadsFolder(dataDir), { recursive: true, mode: 0o700 });
    await refuseFullDisk(dataDir, Number(request.headers.get("content-length") ?? "0"), limit);
    const bytes = await receive(request, coming, limit);
    await screenEntries(readArchive(coming), bytes);
    await rename(coming, target);
    await recordUpload(domain, { id, ownerId: viewer.id, name: shownName(request), bytes });
    return jsonAnswer(201, { id, name: shownName(request), bytes });
  } catch (error) {
    await Promise.all([rm(coming, { force: true }), rm(target, { force: true })]);
    if (error instanceof UploadRefused) return jsonAnswer(error.status, { message: error.message });
    if (error instanceof ArchiveRefusedError) return jsonAnswer(422, { message: error.message });
    if (error instanceof DomainError) return jsonAnswer(429, { message: error.message });
    if (isFull(error)) return jsonAnswer(507, { message: full });
    throw error;
  }
};

const full = "The server's disk is full, so the archive was not kept. Ask an admin to make room, then send it again.";
const isFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

const tooLarge = (limit: number): UploadRefused =>
  new UploadRefused(
    413,
    `The archive is larger than ${Math.round(limit / mebibyte).toLocaleString("en")} MB. Leave out what is built or installed, or give a git address instead.`,
  );

const refuseFullDisk = async (dataDir: string, announced: number, limit: number): Promise<void> => {
  if (announced > limit) throw tooLarge(limit);
  const { bavail, bsize } = await statfs(path.resolve(dataDir));
  if (bavail * bsize < leastFreeBytes + announced) throw new UploadRefused(507, full);
};

/** Writes the body to a file, piece by piece, and looks at its first bytes as soon as they are there. */
const receive = async (request: Request, file: string, limit: number): Promise<number> => {
  if (request.body === null) throw new UploadRefused(400, "There is no archive in the request.");
  const handle = await open(file, "wx", 0o600);
  try {
    return await receiveInto(handle, request.body, limit);
  } finally {
    await handle.close();
  }
};

const receiveInto = async (handle: FileHandle, body: ReadableStream<Uint8Array>, limit: number): Promise<number> => {
  let bytes = 0;
  let head: Buffer | null = Buffer.alloc(0);
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > limit) throw tooLarge(limit);
    if (head !== null) {
      head = Buffer.concat([head, part]);
      if (head.length >= headBytes) head = refuseOtherThanArchive(head);
    }
    await handle.writeFile(part);
  }
  if (head !== null) refuseOtherThanArchive(head);
  await handle.sync();
  return bytes;
};

const refuseOtherThanArchive = (head: Uint8Array): null => {
  if (archiveKind(head.subarray(0, headBytes)) !== null) return null;
  throw new UploadRefused(415, unknownArchive);
};
