/** Our words about an expression, with the names in them marked: a name that was made from a secret is not shown. */

export interface Phrase {
  readonly text: string;
  /** The same with `***` for each name. */
  readonly nameless: string;
}

/** A text without interpolated parts: a text with such parts must be a phrase. */
export type Fixed<Text extends string> = { readonly [key: string]: never } extends Readonly<Record<Text, never>> ? never : Text;

/** Returns a phrase whose `${…}` parts are names or phrases: `mapping ${key} has no such entry`. */
export function phrase(words: TemplateStringsArray, ...parts: readonly (string | Phrase)[]): Phrase {
  const fill = (show: (part: string | Phrase) => string): string =>
    words.reduce((made, word, index) => {
      const part = parts[index - 1];
      return `${made}${part === undefined ? "" : show(part)}${word}`;
    });
  return {
    text: fill((part) => (typeof part === "string" ? part : part.text)),
    nameless: fill((part) => (typeof part === "string" ? "***" : part.nameless)),
  };
}

/** Returns a phrase of fixed words that contains nothing from a template or a value. */
export function ownWords(text: string): Phrase {
  return { text, nameless: text };
}
