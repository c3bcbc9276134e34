import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { ROOT, runAction } from "../support/action.ts";
import { type CliResult, cliEnvironment, collect, folderOfCommand, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { hasTools, skipNote } from "../support/tools.ts";

const RECIPES = join(ROOT, "examples/ci");
const read = (name: string): string => readFileSync(join(RECIPES, name), "utf8");
/** That of the stages in lambda-env.toml. */
const ACCOUNT = "111122223333";
const SECRETS = { API_KEY: "api-canary", DB_URL: "db-canary" };
const PUBLIC = { LOG_LEVEL: "info", STAGE: "prod" };
/** What `sam deploy` writes: the template's placeholders, whatever was there. */
const DEPLOYED = { ...PUBLIC, API_KEY: "", DB_URL: "" };

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly cwd: string;
  /** Runs lines one after the other, as a CI does, with a `sam` that writes the template's variables, an `aws` that publishes, and an `npm` that installs nothing. */
  readonly run: (lines: readonly string[], env?: Readonly<Record<string, string>>, folder?: string) => Promise<CliResult>;
}

const HEADERS = { authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request" };

const addressOf = ({ url }: LocalEndpoint): string => `${url}/2015-03-31/functions/my-fn`;

/** The version of the deployment before, and the alias that callers use. */
async function publishFirst(endpoint: LocalEndpoint): Promise<void> {
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${addressOf(endpoint)}/${path}`, { method: "POST", headers: HEADERS, body: JSON.stringify(body) });
  await post("versions", {});
  await post("aliases", { Name: "live", FunctionVersion: "1" });
}

/** What callers of the alias get. */
async function seenByCallers(endpoint: LocalEndpoint): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(`${addressOf(endpoint)}/configuration?Qualifier=live`, { headers: HEADERS });
  const { Environment } = (await response.json()) as { Environment: { Variables: Readonly<Record<string, string>> } };
  return Environment.Variables;
}

async function setScene(account = ACCOUNT): Promise<Scene> {
  const endpoint = await startEndpoint({ account });
  endpoint.createFunction({ functionName: "my-fn", variables: { ...PUBLIC, ...SECRETS, BY_HAND: "hand-canary" } });
  endpoint.setSecret("prod/my-fn", SECRETS);
  await publishFirst(endpoint);
  const cwd = tempFolder({ "my-fn.env": "API_KEY=api-canary\nDB_URL=db-canary\n" });
  cpSync(RECIPES, cwd, { recursive: true });
  const programs = folderOfCommand();
  const curl = (method: string, path: string, body: string): string =>
    `curl -sf -X ${method} -H 'authorization: ${HEADERS.authorization}' -d ${body} ${addressOf(endpoint)}/${path}`;
  const deploy = `${curl("PUT", "configuration", `'${JSON.stringify({ Environment: { Variables: DEPLOYED } })}'`)} > deployed.json`;
  const stub = (name: string, script: string): void =>
    writeFileSync(join(programs, name), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 });
  stub("sam", `case $1 in build) ;; deploy) ${deploy} ;; *) exit 1 ;; esac`);
  stub("npm", '[ "$1" = install ] && [[ "$*" == *--ignore-scripts* && "$*" == *--global* ]]');
  const version = `${curl("POST", "versions", "'{}'")} | sed 's/.*"Version":"\\([0-9]*\\)".*/\\1/'`;
  const move = curl("PUT", "aliases/live", `"{\\"FunctionVersion\\":\\"$8\\"}"`);
  stub("aws", `case $2 in publish-version) ${version} ;; wait) ;; update-alias) ${move} > alias.json ;; *) exit 1 ;; esac`);
  const run: Scene["run"] = (lines, env = {}, folder = cwd) => {
    const child = spawn("bash", ["-e", "-o", "pipefail", "-c", lines.join("\n")], {
      cwd: folder,
      env: { ...cliEnvironment({ endpoint }), CI: "true", PATH: `${programs}:${process.env["PATH"]}`, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return collect(child);
  };
  return { endpoint, cwd, run };
}

/** The three stages of a recipe, as its own lines. */
interface Recipe {
  readonly diff?: readonly string[];
  readonly deploy: readonly string[];
  readonly drift?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const flat = (script: unknown): readonly string[] => [script].flat(9).map(String);

const RECIPES_BY_NAME: Readonly<Record<string, () => Recipe>> = {
  "GitLab CI": () => {
    const { default: all, diff, check, plan, apply, drift } = parse(read(".gitlab-ci.yml"));
    const job = ({ script }: { script: unknown }): readonly string[] => flat([all.before_script, script]);
    return {
      diff: [...job(diff), ...job(check)],
      deploy: [...job(plan), ...job(apply)],
      drift: job(drift),
      env: { AWS_TOKEN: "t", AWS_WEB_IDENTITY_TOKEN_FILE: "token" },
    };
  },
  CodeBuild: () => {
    const { phases } = parse(read("buildspec.yml"));
    return { deploy: flat([phases.install.commands, phases.build.commands]) };
  },
  Bitbucket: () => {
    const { pipelines } = parse(read("bitbucket-pipelines.yml"));
    const script = (steps: { step: { script: unknown } }[]): readonly string[] =>
      flat(steps.map(({ step }) => step.script)).map((line) => line.replaceAll("/tmp/aws-token", "token"));
    const { "pull-requests": requests, branches, custom } = pipelines;
    const env = { BITBUCKET_STEP_OIDC_TOKEN: "t", AWS_READ_ROLE: "", AWS_DEPLOY_ROLE: "" };
    return { diff: script(requests["**"]), deploy: script(branches.main), drift: script(custom.drift), env };
  },
  Jenkins: () => {
    const lines = Array.from(read("Jenkinsfile").matchAll(/\bsh\b[^']*'([^']*)'/g), ([, line = ""]) => line);
    const isDrift = (line: string): boolean => line.includes("drift.xml");
    return {
      deploy: lines.filter((line) => !isDrift(line)),
      drift: lines.filter(isDrift),
      env: { ENV_FILE: "my-fn.env", TOOLS: "tools" },
    };
  },
  "the plain script": () => ({
    deploy: ["./pipeline.sh"],
    env: { LAMBDA_ENV_FINGERPRINT_KEY: "0123456789abcdef0123456789abcdef" },
  }),
};

describe.skipIf(!hasTools("bash", "curl")).each(Object.entries(RECIPES_BY_NAME))(
  `the recipe for %s${skipNote("bash", "curl")}`,
  (_, makeRecipe) => {
    const recipe = makeRecipe();

    it("deploys, puts the secrets back and verifies, and shows no value", async () => {
      const { endpoint, run } = await setScene();
      const { code, stdout, stderr } = await run(recipe.deploy, recipe.env);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(endpoint.variables("my-fn")).toEqual({ ...PUBLIC, ...SECRETS });
      expect(await seenByCallers(endpoint)).toEqual({ ...PUBLIC, ...SECRETS });
      expect(stdout + stderr).not.toContain("canary");
      expect(stdout).toContain("2 updated");
    });

    it("fails where someone takes the secrets away while it runs", async () => {
      const { endpoint, run } = await setScene();
      endpoint.deny("GetSecretValue");
      endpoint.deny("BatchGetSecretValue");
      const { code } = await run(recipe.deploy, { ...recipe.env, ENV_FILE: "missing.env" });
      expect(code).not.toBe(0);
      // The deployment has emptied the secrets of $LATEST, which nobody calls.
      expect(endpoint.variables("my-fn")).toEqual(DEPLOYED);
      expect(await seenByCallers(endpoint)).toMatchObject(SECRETS);
    });

    it("writes nothing, and publishes nothing, in another account than that of the stage", async () => {
      const { endpoint, run } = await setScene("444455556666");
      const { code } = await run(recipe.deploy, recipe.env);
      expect(code).toBe(77);
      expect(endpoint.variables("my-fn")).toEqual(DEPLOYED);
      expect(await seenByCallers(endpoint)).toMatchObject(SECRETS);
    });

    const { diff, drift } = recipe;
    if (diff !== undefined)
      it("shows what would change, and changes nothing", async () => {
        const { endpoint, run } = await setScene();
        endpoint.setVariables("my-fn", DEPLOYED);
        const { code, stdout, stderr } = await run(diff, recipe.env);
        expect({ code, stderr }).toMatchObject({ code: 0 });
        expect(stdout).toContain("~ API_KEY");
        expect(stdout + stderr).not.toContain("canary");
        expect(endpoint.variables("my-fn")).toEqual(DEPLOYED);
      });

    if (diff !== undefined)
      it("fails where a secret was written into the template", async () => {
        const { cwd, run } = await setScene();
        const template = read("template.yaml").replace('API_KEY: ""', "API_KEY: template-canary");
        writeFileSync(join(cwd, "template.yaml"), template);
        const { code, stdout, stderr } = await run(diff, recipe.env);
        expect({ code, stderr }).toMatchObject({ code: 2 });
        expect(stdout + stderr).not.toContain("canary");
      });

    if (drift !== undefined)
      it("finds drift and a rotated secret, and nothing where there is none", async () => {
        const { endpoint, cwd, run } = await setScene();
        expect((await run(drift, recipe.env)).code).toBe(0);
        endpoint.setVariables("my-fn", { ...PUBLIC, ...SECRETS, API_KEY: "rotated-canary" });
        const { code, stdout, stderr } = await run(drift, recipe.env);
        expect(code).toBe(2);
        const reports = readdirSync(cwd, { recursive: true }).filter((name) => String(name).endsWith("drift.xml"));
        expect(reports).toHaveLength(1);
        expect(readFileSync(join(cwd, String(reports[0])), "utf8")).toContain(
          '<failure type="update" message="API_KEY would be updated',
        );
        expect(stdout + stderr).not.toContain("canary");
      });
  },
);

describe("the recipe for GitHub Actions", () => {
  interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, string | boolean>>;
  }

  /** Runs a workflow's own steps: shell lines, and those that use the action. Others set up what is there already. */
  async function runWorkflow(name: string, scene: Scene): Promise<readonly { code: number | null; text: string }[]> {
    const { jobs } = parse(read(`github-actions/${name}`));
    const results: { code: number | null; text: string }[] = [];
    for (const { steps } of Object.values<{ steps: readonly Step[] }>(jobs)) {
      // A job that does not check out the project starts in an empty folder, without the samconfig file.
      const cwd = steps.some(({ uses }) => uses?.startsWith("actions/checkout@")) ? scene.cwd : tempFolder();
      for (const step of steps) {
        const downloaded = step.uses?.startsWith("actions/download-artifact@") ? step.with?.["path"] : undefined;
        // What a fork's artifact may have beside the template must not matter.
        if (downloaded !== undefined) cpSync(RECIPES, join(cwd, String(downloaded)), { recursive: true });
        if (step.run !== undefined) {
          const { code, stdout, stderr } = await scene.run([step.run], {}, cwd);
          results.push({ code, text: stdout + stderr });
        } else if (step.uses?.startsWith("lambda-env/lambda-env@")) {
          const inputs = Object.entries(step.with ?? {}).map(([key, value]) => [key, String(value)] as const);
          const known = inputs.map(
            ([key, value]) => [key, value.startsWith("${{") ? "0123456789abcdef".repeat(2) : value] as const,
          );
          const { endpoint } = scene;
          const ran = await runAction({ with: Object.fromEntries(known), cwd, endpoint });
          const log = ran.stderr.replace(/^::add-mask::.*\n/gm, "");
          results.push({ code: ran.code, text: ran.stdout + log + ran.summary });
        }
        if (results.some(({ code }) => code !== 0)) return results;
      }
    }
    return results;
  }

  it.skipIf(!hasTools("bash", "curl"))(
    `shows what would change on a pull request, and changes nothing${skipNote("bash", "curl")}`,
    async () => {
      const scene = await setScene();
      scene.endpoint.setVariables("my-fn", DEPLOYED);
      const results = await runWorkflow("pull-request.yml", scene);
      expect(results.map(({ code }) => code)).toEqual([0, 0]);
      expect(results[0]?.text).toContain("~ API_KEY");
      expect(scene.endpoint.variables("my-fn")).toEqual(DEPLOYED);
    },
  );

  it.skipIf(!hasTools("bash", "curl"))(
    `shows the same for a template of a fork, and changes nothing${skipNote("bash", "curl")}`,
    async () => {
      const scene = await setScene();
      scene.endpoint.setVariables("my-fn", { ...DEPLOYED, STAGE: "dev" });
      const results = await runWorkflow("fork-comment.yml", scene);
      expect(results.map(({ code }) => code)).toEqual([0, 0]);
      expect(results.map(({ text }) => text).join("")).toContain("~ STAGE");
      expect(scene.endpoint.requests.map(({ operation }) => operation)).not.toContain("UpdateFunctionConfiguration");
    },
  );

  it.skipIf(!hasTools("bash", "curl"))(
    `deploys, plans, applies exactly the plan and verifies, and shows no value${skipNote("bash", "curl")}`,
    async () => {
      const scene = await setScene();
      const results = await runWorkflow("deploy.yml", scene);
      expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 0]);
      expect(await seenByCallers(scene.endpoint)).toEqual({ ...PUBLIC, ...SECRETS });
      expect(scene.endpoint.variables("my-fn")).toEqual({ ...PUBLIC, ...SECRETS });
      expect(results.map(({ text }) => text).join("")).not.toContain("canary");
      expect(existsSync(join(scene.cwd, "plan.json"))).toBe(true);
    },
  );

  it.skipIf(!hasTools("bash", "curl"))(
    `fails if there is drift, and succeeds if there is none${skipNote("bash", "curl")}`,
    async () => {
      const scene = await setScene();
      expect((await runWorkflow("drift.yml", scene)).map(({ code }) => code)).toEqual([0]);
      scene.endpoint.setSecret("prod/my-fn", { ...SECRETS, DB_URL: "rotated-canary" });
      expect((await runWorkflow("drift.yml", scene)).map(({ code }) => code)).toEqual([2]);
    },
  );

  it.skipIf(!hasTools("bash", "curl"))(
    `sets a secret on every function with a tag, as one cell of the matrix does${skipNote("bash", "curl")}`,
    async () => {
      const scene = await setScene();
      const { endpoint } = scene;
      endpoint.setSecret("prod/shared", { SHARED_KEY: "shared-canary" });
      const names = ["app-api", "app-cron", "app-web"];
      for (const functionName of names) {
        endpoint.createFunction({ functionName, variables: { OWN: functionName }, tags: { app: "my-app" } });
      }
      const results = await runWorkflow("matrix.yml", scene);
      expect(results.map(({ code }) => code)).toEqual([0, 0]);
      for (const name of names) expect(endpoint.variables(name)).toEqual({ OWN: name, SHARED_KEY: "shared-canary" });
      expect(endpoint.variables("my-fn")).not.toHaveProperty("SHARED_KEY");
      expect(results.map(({ text }) => text).join("")).not.toContain("canary");
    },
  );
});
