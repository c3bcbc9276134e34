/** Lists in pages, with an opaque marker. */

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: string;
}

/** Returns at most `size` items after `marker`. */
export function makePage<Item>(items: readonly Item[], marker: string | undefined, size: number): Page<Item> {
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, "base64url").toString()) || 0;
  const end = start + size;
  const page = items.slice(start, end);
  return end < items.length ? { items: page, next: Buffer.from(String(end)).toString("base64url") } : { items: page };
}
