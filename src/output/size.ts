/** How much of what Lambda allows the variables take. */
import type { Look } from "./look.ts";

export interface Size {
  readonly bytes: number;
  readonly limit: number;
}

const BAR_LENGTH = 10;
/** From here on it is a matter of time. */
const NEARLY_FULL = 0.9;

/** Returns `2310 of 4096 bytes ▇▇▇▇▇▇▁▁▁▁ 56 %`, in ASCII where the locale has no more; without the bar where there is no screen. */
export function saySize({ bytes, limit }: Size, { columns, isUnicode, style }: Look): string {
  const share = bytes / limit;
  const percent = `${Math.round(share * 100)} %`;
  const size = `${bytes} of ${limit} bytes`;
  if (columns === undefined) return `${size}, ${percent}`;
  const filled = Math.min(BAR_LENGTH, Math.round(share * BAR_LENGTH));
  const [full, empty] = isUnicode ? ["▇", "▁"] : ["#", "-"];
  const bar = `${full.repeat(filled)}${empty.repeat(BAR_LENGTH - filled)}`;
  return `${size} ${share >= NEARLY_FULL ? style.warning(bar) : bar} ${percent}`;
}
