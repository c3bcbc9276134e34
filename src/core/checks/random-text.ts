/** Whether a text was made by a random generator, by people as an example, or consists of words. */

/** What people write into examples. In a random text of this length, each is rarer than one in ten thousand. */
const MADE_UP =
  /example|sample|dummy|placeholder|change.?me|replace|redacted|your|fake|test|mock|demo|foobar|(.)\1{4}|\.{3}|1234567|7654321|abcdefg|deadbeef/i;

/** Random bytes repeat hardly ever, and the next character is rarely the next of the alphabet. */
const MAX_ASCENDING = 0.34;
const MIN_DISTINCT = 7;

/** The shortest text that a generator makes for a secret without a mark of its own. */
const MIN_RANDOM_LENGTH = 16;
/** Sixteen hexadecimal digits or so are mostly an id, or a short hash. */
const MIN_HEX_LENGTH = 24;
/** Bits per character. Random hexadecimal digits have 3.3 and more from this length on. */
const MIN_ENTROPY = 3;
/** How many characters of a random text may belong to something that looks like a word. */
const MAX_WORDY = 0.4;

/** Returns whether somebody typed `text` as an example of a secret. */
export function isMadeUp(text: string): boolean {
  if (MADE_UP.test(text) || new Set(text).size < MIN_DISTINCT) return true;
  let ascending = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (text.charCodeAt(index) - text.charCodeAt(index - 1) === 1) ascending += 1;
  }
  return ascending > text.length * MAX_ASCENDING;
}

/**
 * Returns whether `text` looks like the output of a random generator: no words, letters and digits or both cases in turns, and
 * nearly as much information as its length allows.
 */
export function looksRandom(text: string, minLength = MIN_RANDOM_LENGTH): boolean {
  if (text.length < minLength || !/^[\x21-\x7e]+$/.test(text) || isMadeUp(text)) return false;
  if (text.length < MIN_HEX_LENGTH && /^[0-9a-f]+$/i.test(text)) return false;
  if (wordyLength(text) > text.length * MAX_WORDY) return false;
  return turns(text) >= Math.max(3, text.length / 8) && entropy(text) >= Math.min(MIN_ENTROPY, Math.log2(text.length) - 0.7);
}

/** Returns Shannon's entropy in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - (count / text.length) * Math.log2(count / text.length), 0);
}

/** Runs of letters, as names have them: `orders`, `Orders`, `ORDERS`. */
const LETTERS = /[A-Z]?[a-z]{2,}|[A-Z]{3,}/g;

/** Returns how many characters belong to pronounceable words. Digits at the end of a word belong to it: `orders2`. */
function wordyLength(text: string): number {
  let length = 0;
  for (const { 0: word, index } of text.matchAll(LETTERS)) {
    const isAfterDigit = /\d/.test(text.charAt(index - 1));
    const isBeforeDigit = /^\d{1,4}[A-Za-z]/.test(text.slice(index + word.length, index + word.length + 5));
    if (!isAfterDigit && !isBeforeDigit && word.length > 2 && /[aeiouy]/i.test(word)) length += word.length;
  }
  return length;
}

/** Returns how often letters and digits, or lower and upper case, take turns; digits at the end of a part do not count. */
function turns(text: string): number {
  let count = 0;
  for (const part of text.split(/[^A-Za-z0-9]+/)) {
    const core = part.replace(/(?<!\d)\d+$/, "");
    for (let index = 1; index < core.length; index += 1) {
      const [before, after] = [classOf(core.charCodeAt(index - 1)), classOf(core.charCodeAt(index))];
      if (before !== after && !(before === "upper" && after === "lower")) count += 1;
    }
  }
  return count;
}

function classOf(code: number): "digit" | "upper" | "lower" {
  if (code <= 57) return "digit";
  return code <= 90 ? "upper" : "lower";
}

/** Words of passwords that protect nothing, or that stand for a password in an example. */
const WEAK_WORDS =
  /password|passwort|passwd|pass|pwd|secret|super|temp|temporary|strong|secure|test|admin|administrator|root|user|example|sample|demo|dummy|change|this|that|default|local|host|dev|development|prod|staging|postgres|postgresql|mysql|mongo|redis|rabbit|mq|maria|database|db|sql|master|guest|welcome|letmein|hello|world|qwerty|hunter|foobar|foo|bar|abc|my|your|the|some|value|token|key|api|app|service|here|placeholder|replace|with|me|in|for|aws|lambda|name|string|none|null/g;

/** How characters are written in passwords that only seem to have digits and signs. */
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

const MAX_PASSWORD_LENGTH = 128;

/** Returns whether nearly nothing of a password, which is short, is left without words that everybody tries first. */
function isWeak(text: string): boolean {
  const bare = text.toLowerCase().replace(/^[^a-z@$]+|(?<![^a-z])[^a-z]+$/g, "");
  const letters = bare.replace(/[013457@$!]/g, (character) => LEET[character] ?? character);
  return letters.replace(WEAK_WORDS, "").replace(/[^a-z]/g, "").length < 3;
}

/**
 * Returns whether `text` is a password that somebody chose with care: characters of three kinds, a sign among them, and not the
 * word `Password1!`.
 */
export function looksChosen(text: string): boolean {
  if (text.length < 8 || text.length > MAX_PASSWORD_LENGTH || !/^[\x21-\x7e]+$/.test(text) || isMadeUp(text)) return false;
  if (isWeak(text)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[!@#$%^&*()+=?,;~|]/].map((kind) => kind.test(text));
  return (kinds[3] === true && kinds.filter(Boolean).length >= 3) || looksRandom(text, 10);
}

/** Returns whether `text` can be the password of something that exists, not a word or a reference that stands for one. */
export function isRealPassword(text: string): boolean {
  if (text.length > MAX_PASSWORD_LENGTH || text.length < 6 || !/^[\x21-\x7e]+$/.test(text)) return false;
  return !/[{}<>]|\$\(|\$[A-Z_]/.test(text) && !isMadeUp(text) && !isWeak(text);
}
