/** The number of terminal columns that a text takes, and text cut or wrapped to a width. */
import { eastAsianWidth } from "get-east-asian-width";

/** A character with the characters that combine with it. */
interface Cluster {
  readonly text: string;
  readonly width: number;
}

/** ASCII and the Latin letters and signs beside it, without the soft hyphen: each takes one column. */
const PLAIN = /^[\x20-\x7e\xa1-\xac\xae-\xff]*$/;
const TAKES_NONE = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}]$/u;
const EMOJI_STYLE = "\ufe0f";
/** Skin tones are part of the emoji before them. */
const MODIFIER = /^\p{Emoji_Modifier}$/u;

/**
 * Returns the columns that `text` takes on a terminal: two for East Asian wide characters and emoji, none for combining marks.
 *
 * `Intl.Segmenter` would know more of a few scripts; making one takes 8 ms.
 */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : clustersOf(text).reduce((total, { width }) => total + width, 0);
}

/** Returns `text` with spaces at its end up to `width`. */
export function padToWidth(text: string, width: number): string {
  return `${text}${" ".repeat(Math.max(0, width - displayWidth(text)))}`;
}

/** Returns as much of the start of `text` as fits into `width`, without halves of characters. */
export function cutToWidth(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, width));
  let used = 0;
  let cut = "";
  for (const cluster of clustersOf(text)) {
    used += cluster.width;
    if (used > width) break;
    cut += cluster.text;
  }
  return cut;
}

/** Returns `text` as lines of at most `width` where it has spaces to break it at. */
export function wrapToWidth(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && displayWidth(line) + 1 + displayWidth(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function clustersOf(text: string): readonly Cluster[] {
  const clusters: Cluster[] = [];
  for (const character of text) {
    const last = clusters.at(-1);
    const isPart = TAKES_NONE.test(character) || (last?.width === 2 && MODIFIER.test(character));
    if (last !== undefined && isPart) {
      const width = character === EMOJI_STYLE ? 2 : last.width;
      clusters[clusters.length - 1] = { text: `${last.text}${character}`, width };
    } else clusters.push({ text: character, width: isPart ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0) });
  }
  return clusters;
}
