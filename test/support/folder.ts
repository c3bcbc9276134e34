/** Removing what a test made, also while a program that it started is still ending and writes there. */
import { rmSync } from "node:fs";
import { rm } from "node:fs/promises";

/** A process that ends may add a file between the listing of a folder and its removal: try again for some seconds. */
const PATIENTLY = { recursive: true, force: true, maxRetries: 20, retryDelay: 20 } as const;

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, PATIENTLY);
}

export function removeFolderSync(folder: string): void {
  rmSync(folder, PATIENTLY);
}
