/** A tour on real requests against the embedded endpoint: how one AWS call loses a variable, and how `lambda-env` loses none. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "bin/lambda-env.js");
const bold = process.stdout.isTTY && !process.env.NO_COLOR ? (text) => `\u001b[1m${text}\u001b[22m` : (text) => text;
const say = (text = "") => process.stdout.write(`${text}\n`);

const work = mkdtempSync(join(tmpdir(), "lambda-env-demo-"));
const example = join(root, "examples/environment/template.yaml");
const server = spawn(process.execPath, [bin, "local", "--template", example, "--stack", "demo", "--quiet"], {
  env: cleanEnv({}),
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  await tour(await readExports(server.stdout));
} finally {
  server.kill();
  rmSync(work, { recursive: true, force: true });
}

async function tour(exports) {
  const env = cleanEnv(exports);
  const config = {
    endpoint: exports.AWS_ENDPOINT_URL,
    region: exports.AWS_REGION,
    credentials: { accessKeyId: exports.AWS_ACCESS_KEY_ID, secretAccessKey: exports.AWS_SECRET_ACCESS_KEY },
  };
  const lambda = new LambdaClient(config);
  const secrets = new SecretsManagerClient(config);
  const { Functions } = await lambda.send(new ListFunctionsCommand({}));
  const FunctionName = Functions[0].FunctionName;
  writeFileSync(join(work, "template.yaml"), readFileSync(example));

  /** The call that everybody makes: it replaces all variables by those that are given. */
  const replaceAll = async (Variables) => {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    while ((await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).LastUpdateStatus === "InProgress") {
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  const lambdaEnv = (args, { input, pipe = "", expected = 0 } = {}) => {
    say(bold(`$ ${pipe}lambda-env ${args.map((arg) => (arg === FunctionName ? "$FN" : arg)).join(" ")}`));
    const { stdout, stderr, status } = spawnSync(process.execPath, [bin, ...args], {
      cwd: work,
      env,
      input: input ?? "",
      encoding: "utf8",
    });
    say(`${stderr}${stdout}`.trimEnd());
    if (status !== expected) throw new Error(`the demo's command ended with ${status}`);
    say(expected === 0 ? "" : `(exit code ${status})\n`);
  };

  say(bold("lambda-env, a tour on real requests"));
  say(`A local AWS endpoint serves the function of examples/environment. FN=${FunctionName}`);
  say(`Its template has GREETING, which is public, and an empty placeholder for API_KEY, which is not.\n`);

  say(bold("1. How variables get lost"));
  say(
    "Somebody adds the secret by hand, with the one call that AWS has. Later somebody else sets LOG_LEVEL with the same call:\n",
  );
  await replaceAll({ GREETING: "hello", API_KEY: "example-key" });
  lambdaEnv(["list", "-f", FunctionName, "-q"]);
  say(bold(`$ aws lambda update-function-configuration --function-name $FN --environment 'Variables={LOG_LEVEL=debug}'\n`));
  await replaceAll({ LOG_LEVEL: "debug" });
  lambdaEnv(["list", "-f", FunctionName, "-q"]);
  say(
    "The call replaces the whole set: GREETING and API_KEY are gone. And sam deploy would write the placeholder, an empty API_KEY.\n",
  );

  say(bold("2. The same with lambda-env"));
  say("The public values come from template.yaml, the secret one from a .env file that git ignores. First look, then write:\n");
  writeFileSync(join(work, ".env"), "API_KEY='example-key'\n", { mode: 0o600 });
  lambdaEnv(["diff", "-f", FunctionName, "-t", "template.yaml", "-e", ".env"]);
  lambdaEnv(["set", "-f", FunctionName, "-t", "template.yaml", "-e", ".env", "-q"]);
  say("LOG_LEVEL, which no source names, is still there. Doing it again writes nothing:\n");
  lambdaEnv(["set", "-f", FunctionName, "-t", "template.yaml", "-e", ".env", "-q"]);

  say(bold("3. A deployment writes its placeholders, and the next pipeline step brings the secrets back"));
  await replaceAll({ GREETING: "hello", API_KEY: "" });
  await secrets.send(new CreateSecretCommand({ Name: "demo/api", SecretString: JSON.stringify({ API_KEY: "rotated-key" }) }));
  say("This time the secret comes from Secrets Manager, where it lives as the JSON object demo/api:\n");
  lambdaEnv(["set", "-f", FunctionName, "-t", "template.yaml", "-s", "demo/api"]);
  say("And with the template alone, the live secret is kept, since an empty placeholder never blanks:\n");
  lambdaEnv(["set", "-f", FunctionName, "-t", "template.yaml", "-q"]);

  say(bold("4. A source that failed empties nothing"));
  say("--prune removes what no source defines. Here the command before the pipe fails, and so nothing would be defined:\n");
  lambdaEnv(["set", "-f", FunctionName, "-e", "-", "--prune", "--yes", "-q"], { pipe: "false | ", input: "", expected: 65 });
  say("A value that came out empty is shown as one, and is not written without a confirmation:\n");
  lambdaEnv(["diff", "-f", FunctionName, "API_KEY=", "-q"]);
  lambdaEnv(["set", "-f", FunctionName, "API_KEY=", "-q"], { expected: 64 });

  say(bold("5. Back into a file"));
  lambdaEnv(["pull", "-f", FunctionName, "--yes"]);
  say(`The file holds what is live, exactly; only its owner can read it. Its names: ${names(join(work, ".env"))}\n`);
  say(bold("6. And the function sees it"));
  say("The example's own bootstrap answers an invoke, in an environment that holds what Lambda would give it:\n");
  say(bold("$ aws lambda invoke --function-name $FN --payload '{}' /dev/stdout"));
  if (spawnSync("curl", ["--version"]).error === undefined) {
    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from("{}") }));
    if (FunctionError !== undefined) throw new Error("the invoked function failed");
    say(`${Buffer.from(Payload).toString("utf8").trim()}\n`);
  } else {
    say("(left out: the bootstrap needs curl, which is not installed here)\n");
  }
  lambda.destroy();
  secrets.destroy();

  say("What you saw was sent to a local endpoint; npm test runs every promise against it. Next: lambda-env --help");
}

function names(file) {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? [])
    .join(", ");
}

async function readExports(stdout) {
  const exports = {};
  for await (const line of createInterface({ input: stdout })) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) exports[name] = value;
    if (name === "AWS_SECRET_ACCESS_KEY") return exports;
  }
  throw new Error("the local endpoint did not start");
}

/** Nothing of the user's own AWS settings can reach the demo. */
function cleanEnv(more) {
  const { PATH, SystemRoot, NO_COLOR } = process.env;
  return {
    PATH,
    HOME: work,
    AWS_EC2_METADATA_DISABLED: "true",
    ...(SystemRoot ? { SystemRoot } : {}),
    ...(NO_COLOR ? { NO_COLOR } : process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}),
    ...more,
  };
}
