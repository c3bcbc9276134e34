/** Env files by their content: dotenv or JSON. */
import { parseDotenv } from "./dotenv/parse.ts";
import { parseJson } from "./json/json.ts";
import type { ParsedFile, ParseOptions } from "./parsed.ts";

/** Returns the variables of an env file: as JSON if its first character is a brace, with which no `.env` assignment starts. */
export function parseEnvFile(text: string, options: ParseOptions): ParsedFile {
  return /^\s*\{/.test(text) ? parseJson(text, options) : parseDotenv(text, options);
}
