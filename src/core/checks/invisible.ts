/** Invisible characters, which get into text that is copied from web pages and chat windows. */

const INVISIBLE =
  /\u00AD|\u034F|\u061C|[\u115F\u1160\u17B4\u17B5]|\u180E|[\u200B-\u200F\u202A-\u202E\u2060-\u206F]|[\u3164\uFEFF\uFFA0]/g;

/** Joiners and direction marks, which text in many scripts and joined emoji need. */
const JOINING = /[\u200C-\u200F\u061C]/;

/**
 * Returns the first invisible character of `text`, as `U+200B`. A joiner or a direction mark beside a character that is not ASCII
 * is part of the text.
 */
export function findInvisible(text: string): string | undefined {
  for (const { 0: character, index } of text.matchAll(INVISIBLE)) {
    const isBesideOther = /[^\0-\x7F]/.test(text.charAt(index - 1) + text.charAt(index + 1));
    if (JOINING.test(character) && isBesideOther) continue;
    return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return undefined;
}
