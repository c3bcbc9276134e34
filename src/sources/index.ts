/**
 * All sources, lowest first: a later one wins. Options, help, policies and the order of layers follow from this list.
 *
 * Every command line loads it, so it contains nothing of a source's code.
 */
import type { OptionSpecs } from "../core/option.ts";
import { type LayerKind, LIVE } from "../core/variables.ts";
import { defineSource, type Given } from "./source.ts";

export const SOURCES = {
  function: defineSource({
    name: "--from",
    options: {
      from: {
        kind: "list",
        argument: "FUNCTION[:QUALIFIER]",
        about: "the variables of another function, or of a version or an alias; repeatable, later wins",
      },
      "from-region": { kind: "string", argument: "REGION", about: "the region of --from, if it is another one" },
      "from-profile": { kind: "string", argument: "NAME", about: "the profile to read --from with, if it is another one" },
    },
    isNamed: ({ from }) => from.length > 0,
    check: async (given) => (await import("./function/from-spec.ts")).parseFromSpecs(given),
    whenEmpty: "warning",
    needs: "aws",
    read: async (given, aws, reading) => (await import("./function/function-source.ts")).readFunctionSources(given, aws, reading),
    grants: async (given, { home }) => (await import("./function/function-grants.ts")).functionGrants(given, home),
  }),
  template: defineSource({
    name: "--template",
    options: {
      template: { kind: "string", alias: "t", argument: "FILE", about: "public values from a SAM or CloudFormation template" },
    },
    isNamed: ({ template }) => template !== undefined,
    files: ({ template }) => (template === undefined ? [] : [template]),
    whenEmpty: "notice",
    needs: "function",
    prepare: (session) => Promise.all([session.template.get(), import("./template/template-source.ts")]),
    read: async (_, session, found) => {
      const template = await session.template.get();
      if (template === undefined) return [];
      const { readTemplateSource } = await import("./template/template-source.ts");
      return [await readTemplateSource(template, session, found)];
    },
    grants: async ({ template }, context) => (await import("./template/template-grants.ts")).templateGrants(template, context),
  }),
  secret: defineSource({
    name: "--secret",
    options: {
      secret: {
        kind: "list",
        alias: "s",
        argument: "ID|NAME=ID[:json-key]",
        about:
          "values from Secrets Manager: one variable for each key of a JSON object, named PREFIX_KEY by 'PREFIX_*=ID', or one variable; a version by ID:json-key:AWSPREVIOUS:; repeatable",
      },
    },
    isNamed: ({ secret }) => secret.length > 0,
    whenEmpty: "warning",
    needs: "aws",
    read: async ({ secret }, aws, options) => (await import("./secret/secret.ts")).readSecrets(secret, aws, options),
    grants: async ({ secret }, { home }) => (await import("./secret/secret-grants.ts")).namedSecretGrants(secret, home),
  }),
  parameter: defineSource({
    name: "--parameter",
    options: {
      parameter: {
        kind: "list",
        argument: "NAME=/path/name",
        about: "a value from Parameter Store; repeatable",
      },
      "parameters-by-path": {
        kind: "list",
        argument: "PATH",
        about:
          "values from Parameter Store: all directly under PATH, named by the last part of their names, or PREFIX_LAST_PART by 'PREFIX_*=PATH'; repeatable",
      },
      recursive: {
        kind: "flag",
        about: "with --parameters-by-path: read the folders below too; their names are joined by _",
      },
    },
    isNamed: ({ parameter, "parameters-by-path": paths }) => parameter.length + paths.length > 0,
    whenEmpty: "warning",
    needs: "aws",
    read: async (given, aws, options) => (await import("./parameter/parameter.ts")).readParameters(given, aws, options),
    grants: async (given, { home }) => (await import("./parameter/parameter-grants.ts")).namedParameterGrants(given, home),
  }),
  "env-file": defineSource({
    name: "--env",
    options: {
      env: {
        kind: "list",
        alias: "e",
        // Node itself reads the file of an `--env-file` unless it is started as `node --`.
        formerly: "env-file",
        argument: "FILE",
        about: "values from a .env or JSON file; repeatable, later wins; - is stdin",
      },
      expand: {
        kind: "flag",
        about: "replace $NAME and ${NAME} in values of .env files, but not in single quotes or after a \\",
      },
    },
    isNamed: ({ env }) => env.length > 0,
    whenEmpty: "warning",
    takesStdin: ({ env }) => (env.includes("-") ? "a file (--env -)" : undefined),
    needs: "nothing",
    read: async ({ env }, here) => (await import("./env-file.ts")).readEnvFiles(env, here),
  }),
  argument: defineSource({
    name: "arguments",
    options: { stdin: { kind: "flag", about: "read the value of the only NAME from standard input" } },
    isNamed: ({ words, stdin }) => words.length > 0 || stdin,
    takesStdin: ({ stdin }) => (stdin ? "a value (--stdin)" : undefined),
    needs: "nothing",
    read: async ({ words, stdin }, here) => {
      if (stdin) return [await (await import("./typed/stdin.ts")).readStdinValue(words, here.stdin, here)];
      return [(await import("./typed/argument.ts")).readArguments(words, here.env)];
    },
  }),
};

type SourceKind = keyof typeof SOURCES;

/** One of the sources. */
export type KnownSource = (typeof SOURCES)[SourceKind];

export type SourceOptions = Intersection<KnownSource["options"]>;

/** What a run requests from all sources. */
export type GivenSources = Given<SourceOptions>;

/** Returns the names of the options of `source`. */
export function optionsOf({ options }: KnownSource): readonly (keyof SourceOptions)[] {
  return Object.keys(options) as (keyof SourceOptions)[];
}

/** The kinds of layer, in rising precedence. */
export const LAYER_KINDS: readonly LayerKind[] = [LIVE.layer, ...Object.keys(SOURCES)];

/** The options of all sources, by their names. */
export const SOURCE_SPECS: SourceOptions = Object.assign({}, ...Object.values(SOURCES).map(({ options }) => options));

/** Returns the sources whose reading needs `needs`, lowest first. */
export function sourcesThatNeed<Needs extends KnownSource["needs"]>(
  needs: Needs,
): readonly Extract<KnownSource, { readonly needs: Needs }>[] {
  return Object.values(SOURCES).filter(
    (source): source is Extract<KnownSource, { readonly needs: Needs }> => source.needs === needs,
  );
}

/** Returns whether `given` names a source: nothing is ever picked up by itself. */
export function namesSource(given: GivenSources): boolean {
  return Object.values(SOURCES).some((source) => source.isNamed(given));
}

type Intersection<Union> = (Union extends OptionSpecs ? (specs: Union) => void : never) extends (specs: infer All) => void
  ? All extends OptionSpecs
    ? All
    : never
  : never;
