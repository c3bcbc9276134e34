/**
 * Runs the programs that know pipelines over the recipes and our own workflows: those that are installed, and says which are not.
 *
 * Usage: npm run ci-check. The exit code is 1 if one of them found something.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const recipes = join(root, "examples/ci");
const workflows = [join(recipes, "github-actions"), join(root, ".github/workflows")].flatMap((folder) =>
  readdirSync(folder).map((name) => join(folder, name)),
);

/** A job for act, which runs it on this machine, without a container: it copies the repository where others check it out. */
const JOB = `on: workflow_dispatch
jobs:
  action:
    runs-on: here
    steps:
      - uses: actions/checkout@v7
      - id: set
        uses: ./
        with:
          command: set
          function: my-fn
          variables: API_KEY
        env:
          API_KEY: not a real secret
      - run: test "$WRITTEN" = true
        env:
          WRITTEN: \${{ steps.set.outputs.written }}
`;

const copy = mkdtempSync(join(tmpdir(), "lambda-env-ci-check-"));
const endpoint = await startEndpoint();

/** What each program is run with; `in` is the folder to run it in, by default a copy of the recipes. */
const CHECKS = [
  { program: "actionlint", runs: [workflows] },
  {
    program: "zizmor",
    runs: [
      [
        "--offline",
        "--no-progress",
        "--min-severity=medium",
        `--config=${join(root, ".github/zizmor.yml")}`,
        ...workflows,
        join(root, "action.yml"),
      ],
    ],
  },
  {
    program: "check-jsonschema",
    runs: [
      ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", ".gitlab-ci.yml"],
      ["--builtin-schema", "vendor.bitbucket-pipelines", "bitbucket-pipelines.yml"],
      ["--builtin-schema", "vendor.github-workflows", ...workflows],
      ["--builtin-schema", "vendor.github-actions", join(root, "action.yml")],
      ["--builtin-schema", "vendor.dependabot", join(root, ".github/dependabot.yml")],
    ],
  },
  { program: "shellcheck", runs: [["pipeline.sh", "publish.sh", join(root, ".ci/run")]] },
  { program: "hadolint", runs: [[join(root, "scripts/Dockerfile")]] },
  { program: "sam", runs: [["validate", "--lint"], ["build"]] },
  { program: "gitlab-ci-local", runs: [["--list"]] },
  { program: "act", runs: [["--list", "--workflows", join(root, ".github/workflows")], runOfAction()], in: root },
];

try {
  cpSync(recipes, copy, { recursive: true });
  // gitlab-ci-local asks git for the branch and the address.
  for (const words of [
    "init --quiet --initial-branch=main",
    "remote add origin https://gitlab.com/lambda-env/lambda-env.git",
    "add .",
  ])
    run("git", words.split(" "), copy);
  const results = CHECKS.map(check);
  for (const { program, result, reason } of results)
    process.stdout.write(`${result.padEnd(7)}  ${program}${reason === undefined ? "" : `: ${reason}`}\n`);
  process.exitCode = results.some(({ result }) => result === "failed") ? 1 : 0;
} finally {
  endpoint.stop();
  rmSync(copy, { recursive: true, force: true });
}

/** Starts the local endpoint with the function of the recipes; `variables` are what a client of it needs. */
async function startEndpoint() {
  const args = ["local", "--template", join(recipes, "template.yaml"), "--quiet"];
  const child = spawn(process.execPath, [join(root, "bin/lambda-env.js"), ...args], { stdio: ["ignore", "pipe", "ignore"] });
  const [chunk] = await once(child.stdout, "data");
  const variables = Array.from(String(chunk).matchAll(/^export (\w+=.*)$/gm), ([, variable]) => variable);
  return { variables, stop: () => child.kill() };
}

/** Returns the arguments for act that run the action of this repository once. */
function runOfAction() {
  const file = join(copy, "act.yml");
  writeFileSync(file, JOB);
  const variables = endpoint.variables.flatMap((variable) => ["--env", variable]);
  return ["workflow_dispatch", "--workflows", file, "--platform", "here=-self-hosted", ...variables];
}

/** Returns whether a program passed, failed, or was skipped, and why; of one that failed it prints all that it said. */
function check({ program, runs, in: cwd = copy }) {
  const { error, status: started } = run(program, ["--version"], cwd);
  if (error !== undefined) return { program, result: "skipped", reason: "it is not installed" };
  if (started !== 0) return { program, result: "skipped", reason: "it does not start; it may need a newer Node or Python" };
  const failed = runs.map((args) => ({ args, ...run(program, args, cwd) })).filter(({ status }) => status !== 0);
  for (const { args, stdout, stderr } of failed) process.stdout.write(`$ ${program} ${args.join(" ")}\n${stdout}${stderr}\n`);
  return { program, result: failed.length > 0 ? "failed" : "passed" };
}

/** Telemetry stays off, and SAM, which asks for a region, does not use it. */
function run(command, args, cwd) {
  const env = { ...process.env, AWS_DEFAULT_REGION: "eu-west-1", SAM_CLI_TELEMETRY: "0", NO_COLOR: "1" };
  return spawnSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
