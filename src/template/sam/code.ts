/** The code of a function according to the template: its path, and the settings needed to run it. */

import { defined } from "../../core/defined.ts";
import { child, type Node, textOf } from "../read/tree.ts";
import type { Template, TemplateFunction } from "../template.ts";
import { mergedProperties } from "./globals.ts";

export interface FunctionCode {
  /** As written, so relative to the template's own folder; absent if it is not a literal path. */
  readonly folder?: string;
  /** Members of the AWS shape, by their AWS names; only literal ones. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Returns the code of one function: an image's Docker context, or else its `CodeUri`. */
export function functionCode(template: Template, fn: TemplateFunction): FunctionCode {
  const properties = mergedProperties(template, fn);
  const isImage = textOf(child(properties, "PackageType")) === "Image";
  const folder = textOf(isImage ? child(fn.resource, "Metadata", "DockerContext") : child(properties, "CodeUri"));
  const settings = {
    PackageType: textOf(child(properties, "PackageType")),
    Runtime: textOf(child(properties, "Runtime")),
    Handler: textOf(child(properties, "Handler")),
    Timeout: numberOf(child(properties, "Timeout")),
    MemorySize: numberOf(child(properties, "MemorySize")),
    ImageConfig: imageConfigOf(child(properties, "ImageConfig", "Command")),
  };
  return {
    ...defined({ folder }),
    settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
  };
}

function numberOf(node: Node | undefined): number | undefined {
  return node?.kind === "text" && typeof node.json === "number" ? node.json : undefined;
}

function imageConfigOf(command: Node | undefined): { readonly Command: readonly string[] } | undefined {
  const words = command?.kind === "list" ? command.items.map(textOf) : [];
  const literal = words.filter((word) => word !== undefined);
  return words.length > 0 && literal.length === words.length ? { Command: literal } : undefined;
}
