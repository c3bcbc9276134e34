/** Classifies events of the parser. */
import { EVENT_ID, type Event, type MappingEvent, SCALAR_STYLE, type ScalarEvent, type SequenceEvent } from "js-yaml";

export type NodeEvent = ScalarEvent | SequenceEvent | MappingEvent;

/** Returns whether `event` starts a node of its own, and is not an alias of another. */
export function isNodeEvent(event: Event | undefined): event is NodeEvent {
  return event?.type === EVENT_ID.SCALAR || event?.type === EVENT_ID.SEQUENCE || event?.type === EVENT_ID.MAPPING;
}

/** Returns whether `event` is the `<<` of a merge. */
export function isMergeKey(text: string, event: Event | undefined): boolean {
  if (event?.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN || event.tagStart !== -1) return false;
  return text.slice(event.valueStart, event.valueEnd) === "<<";
}

export function isTagged(event: Event | undefined): boolean {
  return isNodeEvent(event) && event.tagStart !== -1;
}

export function isBlock({ style }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
}

/** Returns whether a scalar starts with a quote, which its offsets do not include. */
export function isQuoted({ style, valueStart }: ScalarEvent): boolean {
  return valueStart !== -1 && (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED);
}
