/** Headers of answers that are saved as a file, never shown: for what agents have written. */

const longest = 150;
// Separators, controls, what cannot be seen or turns text around, and halves of characters.
const unfit = /[\p{C}\p{Zl}\p{Zp}\ufffd/\\:*?"<>|]/gu;

/** One name, visible and without any path; its ending stays when it is too long. */
const fitName = (name: string): string => {
  const fit = name.replace(unfit, "_").trim();
  if (fit === "" || /^\.+$/.test(fit)) return "download";
  if (fit.length <= longest) return fit;
  const ending = /\.[\w-]{1,12}$/.exec(fit)?.[0] ?? "";
  // Half a character, where it was cut there, is none.
  const start = fit.slice(0, longest - ending.length).replace(/[\ud800-\udbff]$/, "");
  return `${start}${ending}`;
};

/** RFC 5987: everything percent-encoded but letters, digits and a few signs. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*!~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** RFC 6266: a plain name for everybody, the real one for those who understand it. */
export const contentDisposition = (name: string): string => {
  const fit = fitName(name);
  const plain = fit.replace(/[^\w.,()[\] @+=-]/g, "_");
  return `attachment; filename="${plain}"${plain === fit ? "" : `; filename*=UTF-8''${encoded(fit)}`}`;
};

/**
 * @param fileName as somebody else chose it: made harmless here
 * @param contentType never one that a browser would run anything of
 */
export const attachmentHeaders = (
  fileName: string,
  contentType:
    | "application/octet-stream"
    | "text/markdown; charset=utf-8"
    | "text/csv; charset=utf-8"
    | "application/json; charset=utf-8" = "application/octet-stream",
): Record<string, string> => ({
  "content-type": contentType,
  "content-disposition": contentDisposition(fileName),
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'",
  // Nobody keeps it for anybody else, and nobody on the way packs it once more.
  "cache-control": "private, no-store, no-transform",
});
