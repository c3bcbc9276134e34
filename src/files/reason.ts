/**
 * The reason why the file system refused, in a few words. Its own messages are left out: they repeat paths that may not be shown.
 */

const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    EACCES: "permission denied",
    EDQUOT: "the disk quota is used up",
    EFBIG: "the limit on the size of files is reached",
    EISDIR: "it is a folder",
    ELOOP: "its links form a loop",
    ENAMETOOLONG: "the name is too long",
    ENOENT: "it does not exist",
    ENOSPC: "the disk is full",
    ENOTDIR: "a part of the path is not a folder",
    EPERM: "permission denied",
    EROFS: "the file system is read-only",
  }),
);

/** Returns a phrase for an error of the file system, or its code if we have no better words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
  return REASONS.get(code) ?? code;
}
