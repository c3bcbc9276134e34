/** A template without its plain blocks: for a large one, a fraction of the text and of the reading time. */
import { COLLECTION_STYLE, EVENT_ID, type Event } from "js-yaml";
import { makePlaceAt } from "./place-at.ts";
import { type PlainBlock, plainBlocks } from "./plain-blocks.ts";
import { readEventsOfPart, type YamlEvents } from "./read-events.ts";

/** The placeholder for a block. */
const STAND_IN = "{}\n";

export interface Abridged extends YamlEvents {
  /** Blocks by the place of their empty mapping in the events' text. */
  readonly blocks: ReadonlyMap<number, PlainBlock>;
}

/**
 * Returns the events of YAML text with an empty mapping for each plain block; their places are those in the whole text.
 *
 * Shape: undefined if the text must be read as a whole: it does not parse, it has aliases, which may repeat a block, or what
 * looked like a block is within a string.
 */
export function readAbridged(text: string, source: string): Abridged | undefined {
  const plain = plainBlocks(text);
  if (plain.length === 0) return undefined;
  const blocks = new Map<number, PlainBlock>();
  const parts: string[] = [];
  let end = 0;
  let length = 0;
  for (const block of plain) {
    const start = block.start + columnOf(text, block.start);
    parts.push(text.slice(end, start), STAND_IN);
    length += start - end;
    blocks.set(length, block);
    length += STAND_IN.length;
    end = block.end;
  }
  const whole = makePlaceAt(text, source);
  const originalOf = makeOriginalOf([...blocks]);
  const yaml = readEventsOfPart(`${parts.join("")}${text.slice(end)}`, (offset) => whole(originalOf(offset)));
  return yaml === undefined || !isAbridged(yaml.events, blocks) ? undefined : { ...yaml, blocks };
}

/** Returns the events of one block, whose first line has the number `line`. */
export function readPlainBlock(text: string, source: string, { start, end }: PlainBlock, line: number): YamlEvents {
  const whole = makePlaceAt(text, source, [], { line, offset: start });
  const events = readEventsOfPart(text.slice(start, end), (offset) => whole(offset + start));
  if (events === undefined) throw new Error("a plain block cannot be read");
  return events;
}

function columnOf(text: string, lineStart: number): number {
  let at = lineStart;
  while (text[at] === " ") at += 1;
  return at - lineStart;
}

/** Returns a function from offsets in the abridged text to those in the whole one; it is fast if they come in order. */
function makeOriginalOf(blocks: readonly (readonly [number, PlainBlock])[]): (offset: number) => number {
  let next = 0;
  let shift = 0;
  return (offset) => {
    if (offset < (blocks[next - 1]?.[0] ?? 0)) [next, shift] = [0, 0];
    for (let found = blocks[next]; found !== undefined && found[0] < offset; found = blocks[++next]) {
      shift = found[1].end - found[0] - STAND_IN.length;
    }
    return offset + shift;
  };
}

/** Returns whether each block is the value of a key in the text, and none of them can be referred to twice. */
function isAbridged(events: readonly Event[], blocks: ReadonlyMap<number, PlainBlock>): boolean {
  const isBlockMapping: boolean[] = [];
  let found = 0;
  let wasEnd = false;
  let documents = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.ALIAS) return false;
    // A second document is a mistake, reported at the end of the first, which may be within a block.
    if (event.type === EVENT_ID.DOCUMENT && ++documents > 1) return false;
    // The place of an absent value follows from the end of what precedes it.
    if (event.type === EVENT_ID.SCALAR && event.valueStart === -1 && wasEnd) return false;
    wasEnd = event.type === EVENT_ID.POP;
    if (event.type === EVENT_ID.MAPPING && event.style === COLLECTION_STYLE.FLOW && blocks.has(event.start)) {
      if (isBlockMapping.at(-1) !== true) return false;
      found += 1;
    }
    if (event.type === EVENT_ID.POP) isBlockMapping.pop();
    else if (event.type === EVENT_ID.MAPPING) isBlockMapping.push(event.style === COLLECTION_STYLE.BLOCK);
    else if (event.type !== EVENT_ID.SCALAR) isBlockMapping.push(false);
  }
  return found === blocks.size;
}
