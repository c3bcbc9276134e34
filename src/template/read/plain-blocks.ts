/** Which properties of a template are written so plainly that they need not be parsed before somebody asks for them. */

/** The lines of a mapping. */
export interface PlainBlock {
  /** The offset of the first line. */
  readonly start: number;
  /** The offset behind the last line. */
  readonly end: number;
}

/** Nobody indents further, and nothing within is nested deeper than the parser of YAML goes. */
const MAX_COLUMN = 60;
/** What all blocks together may have, so that a template with more values than any is read as a whole, and refused. */
const MAX_VALUES = 400_000;
const MAX_ITEMS = 30;
/** Of the events of one line: a key, a value, and the ends of what it opens. */
const VALUES_OF_LINE = 6;

/** What YAML can print beyond ASCII; nothing in it ends a line for some reader. */
const WIDE = String.raw`\xa1-\u1fff\u3000-\ud7ff`;
/** Text without a colon, a hash or an exclamation mark, which are text in some places only. */
const TEXT = String.raw`[\x20\x22\x24-\x39\x3b-\x7e${WIDE}]*`;
const PLAIN = String.raw`(?:[\w/.$+^~(;<=\\)${WIDE}]|-(?=[\w.]))${TEXT}(?:(?::(?=[^\s])|(?<! )[#!])${TEXT})*`;
const QUOTED = String.raw`"[\x20\x21\x23-\x5b\x5d-\x7e${WIDE}]*"|'[\x20-\x26\x28-\x7e${WIDE}]*'`;
const TAG = "![A-Za-z]+(?:::[A-Za-z]+)*";
const ITEM = String.raw`(?:${TAG} )?(?:[\w/][\w./*-]*(?::+[\w./*-]+)*|${QUOTED})`;
const FLOW = String.raw`(?:\[ ?(?:${ITEM}(?:, ?${ITEM}){0,${MAX_ITEMS - 1}} ?)?\]|\{\})`;
const KEY = String.raw`(?:[\w$][\w.$/-]*(?::+[\w.$/-]+)*|${QUOTED}):`;
const END = String.raw` *(?:\r?\n|$)`;
const COMMENT = String.raw`#[\x20-\x7e${WIDE}]*`;
const VALUE = `(?:${TAG} +)?(?:${FLOW}|(?:${QUOTED}|${PLAIN}) *(?:(?<= )${COMMENT})?)${END}`;

const BLANK = new RegExp(` *(?:${COMMENT})?${END}`, "y");
const OPEN_KEY = new RegExp(KEY + END, "y");
const KEY_AND_VALUE = new RegExp(`${KEY} +${VALUE}`, "y");
const KEY_AND_TAG = new RegExp(`${KEY} +${TAG}${END}`, "y");
const ONLY_VALUE = new RegExp(VALUE, "y");
const ONLY_TAG = new RegExp(TAG + END, "y");
const OWNER = /^( +)Properties: *\r?\n/gm;

const SPACE = 0x20;
const CR = 0x0d;
const DASH = 0x2d;
const COLON = 0x3a;
const BRACKET = 0x5d;
/** The first characters of lines without content. */
const BLANKS: readonly number[] = [0x0a, 0x0d, 0x23];

/**
 * Returns the values of `Properties` that are block mappings of plain lines, in order.
 *
 * Whatever it returns parses, and has no anchor, alias or merge key; where it is in doubt, it leaves a block out.
 */
export function plainBlocks(text: string): readonly PlainBlock[] {
  const blocks: PlainBlock[] = [];
  const owner = new RegExp(OWNER);
  let values = 0;
  for (let found = owner.exec(text); found !== null; found = owner.exec(text)) {
    const block = readBlock(text, owner.lastIndex, found[1]?.length ?? 0);
    if (block === undefined) continue;
    values += block.values;
    blocks.push(block);
    owner.lastIndex = block.end;
  }
  return values > MAX_VALUES ? [] : blocks;
}

/** Returns the block of lines from `from` on that are indented further than `parent`, and how many values they have at most. */
function readBlock(text: string, from: number, parent: number): (PlainBlock & { readonly values: number }) | undefined {
  const nesting = makeNesting();
  let start = -1;
  let end = from;
  let values = 0;
  for (let at = from; at < text.length; ) {
    const content = skipSpaces(text, at);
    const found = text.indexOf("\n", content);
    const next = found === -1 ? text.length : found;
    const last = text.charCodeAt(next - 1) === CR ? next - 2 : next - 1;
    if (content === text.length || BLANKS.includes(text.charCodeAt(content))) {
      if (!matchesAt(BLANK, text, at)) return undefined;
    } else {
      const column = content - at;
      if (column <= parent) break;
      if (column > MAX_COLUMN || !readLine(text, content, column, last, nesting)) return undefined;
      if (start === -1) start = at;
      values += VALUES_OF_LINE + (text.charCodeAt(last) === BRACKET ? MAX_ITEMS : 0);
      end = Math.min(next + 1, text.length);
    }
    at = next + 1;
  }
  return start === -1 ? undefined : { start, end, values };
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at += 1;
  return at;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Tells whether the line with `start` and `last` as its first and last character is plain, and stands where it may. */
function readLine(text: string, start: number, column: number, last: number, nesting: Nesting): boolean {
  const isItem = text.charCodeAt(start) === DASH && text.charCodeAt(start + 1) === SPACE;
  const at = isItem ? skipSpaces(text, start + 2) : start;
  const behind = column + at - start;
  if (text.charCodeAt(last) === COLON) {
    return matchesAt(OPEN_KEY, text, at) && nesting.add(column, isItem) && nesting.open(behind, true, isItem);
  }
  if (matchesAt(KEY_AND_VALUE, text, at)) return nesting.add(column, isItem) && nesting.close(behind, isItem);
  if (matchesAt(KEY_AND_TAG, text, at)) return nesting.add(column, isItem) && nesting.open(behind, false, isItem);
  if (!isItem || !nesting.add(column, true)) return false;
  if (matchesAt(ONLY_VALUE, text, at)) return nesting.close(behind, false);
  return matchesAt(ONLY_TAG, text, at) && nesting.open(column, false, false);
}

/** Follows the lines through lists and mappings. All answer whether the line is where YAML takes it for what it looks like. */
interface Nesting {
  /** Goes to the list or the mapping that a line is a part of. */
  readonly add: (column: number, isItem: boolean) => boolean;
  /** Tells that the value of a key or dash comes in the next lines, or never; a list `mayAlign` with its key. */
  readonly open: (column: number, mayAlign: boolean, isMappingInItem: boolean) => boolean;
  /** Tells that the line has its value. */
  readonly close: (column: number, isMappingInItem: boolean) => boolean;
}

function makeNesting(): Nesting {
  /** The columns of the lists and mappings around, that of a list as its complement. */
  const around: number[] = [];
  let opened = -1;
  let isAlignable = false;
  const begins = (column: number, isItem: boolean): boolean =>
    around.length === 0 ? !isItem : opened >= 0 && (column > opened || (isAlignable && isItem && column === opened));
  return {
    add: (column, isItem) => {
      const wanted = isItem ? ~column : column;
      if (begins(column, isItem)) {
        around.push(wanted);
        return true;
      }
      while (around.length > 0 && columnOf(around.at(-1) ?? 0) > column) around.pop();
      // A list may stand in the column of its key.
      if (!isItem && around.at(-1) === ~column) around.pop();
      return around.at(-1) === wanted;
    },
    open: (column, mayAlign, isMappingInItem) => {
      if (isMappingInItem) around.push(column);
      opened = column;
      isAlignable = mayAlign;
      return true;
    },
    close: (column, isMappingInItem) => {
      if (isMappingInItem) around.push(column);
      opened = -1;
      return true;
    },
  };
}

function columnOf(entry: number): number {
  return entry < 0 ? ~entry : entry;
}
