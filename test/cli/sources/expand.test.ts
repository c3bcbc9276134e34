/** `${NAME}` in a `.env` file: a warning where others would replace it, and `--expand`. */
import { describe, expect, it } from "vitest";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";

const MARK = "Zq9";

async function run(
  files: Readonly<Record<string, string>>,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: {} });
  endpoint.setSecret("prod/api", { DB_PASS: "pa$word" });
  const result: CliResult = await runCli(words, { endpoint, cwd: tempFolder(files), env });
  return { ...result, endpoint };
}

const set = ["set", "-f", "my-fn", "-e", ".env"];

describe("a reference in a .env file, without --expand", () => {
  it("goes up as it is written, with a warning where the file, another source or the environment define it", async () => {
    const text = [
      "DB_HOST=db",
      "URL=postgres://$DB_HOST",
      'DEEP="${DB_PASS}"',
      "HOMED=`${MY_HOME}/x`",
      "QUOTED='${DB_HOST}'",
      "ESCAPED=\\${DB_HOST}",
      "PASS=pa$word",
    ].join("\n");
    const { code, stderr, endpoint } = await run({ ".env": text }, [...set, "-s", "prod/api"], { MY_HOME: "/h" });
    expect(code).toBe(0);
    expect(stderr.match(/warning: .*refers to.*/g)).toEqual([
      "warning: .env:2:1: the value of URL refers to DB_HOST, but is set exactly as written",
      "warning: .env:3:1: the value of DEEP refers to DB_PASS, but is set exactly as written",
      "warning: .env:4:1: the value of HOMED refers to MY_HOME, but is set exactly as written",
    ]);
    expect(endpoint.variables("my-fn")).toMatchObject({ URL: "postgres://$DB_HOST", QUOTED: "${DB_HOST}", PASS: "pa$word" });
  });

  it.each(["diff", "list"])("causes a warning with %s too", async (command) => {
    const { stderr } = await run({ ".env": "DB_HOST=db\nURL=$DB_HOST\n" }, [command, "-f", "my-fn", "-e", ".env"]);
    expect(stderr).toContain("the value of URL refers to DB_HOST");
  });

  it("does not concern JSON, literal values, or values from other sources", async () => {
    const json = await run({ "env.json": '{"A1": "x", "B1": "$A1"}' }, ["set", "-f", "my-fn", "-e", "env.json"]);
    expect(json.stderr).not.toContain("refers");
    const files = { ".env": "A1=x\nB1=$A1\n" };
    expect((await run(files, [...set, "--literal", "B1"])).stderr).not.toContain("refers");
    expect((await run(files, [...set, "B1=y"])).stderr).not.toContain("refers");
  });
});

describe("--expand", () => {
  it("replaces references by what the sources and the environment define, and says where each came from", async () => {
    const files = {
      ".env": "DB_HOST=db\nURL=postgres://u:${DB_PASS}@$DB_HOST/${DB_NAME:-app}\nQUOTED='${DB_HOST}'\nESCAPED=\\${DB_HOST}\n",
      "more.env": "DB_HOST=db2\nDIR=${MY_HOME}/x\nSEEN=${DB_HOST} ${STAGE}\n",
    };
    const words = ["--expand", "-e", "more.env", "-s", "prod/api", "STAGE=dev"];
    const { code, stdout, stderr, endpoint } = await run(files, [...set, ...words], { MY_HOME: "/h", DB_HOST: "never" });
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining("refers") });
    expect(endpoint.variables("my-fn")).toEqual({
      DB_HOST: "db2",
      DB_PASS: "pa$word",
      DIR: "/h/x",
      ESCAPED: "${DB_HOST}",
      QUOTED: "${DB_HOST}",
      SEEN: "db2 dev",
      STAGE: "dev",
      URL: "postgres://u:pa$word@db/app",
    });
    expect(stdout).toMatch(/\+ URL +\*\*\* +\.env:2 \(with DB_PASS of prod\/api, DB_HOST of \.env:1\)/);
    expect(stdout).toMatch(/\+ DIR +\*\*\* +more\.env:2 \(with MY_HOME of your environment\)/);
    expect(stdout).toMatch(/\+ SEEN +\*\*\* +more\.env:3 \(with DB_HOST of more\.env:1, STAGE of argument\)/);
  });

  it.each([
    ["a name that nobody defines", "URL=${NOT_THERE}"],
    ["a password with a $ in it", `PASS=${MARK}$${MARK}`],
    ["a name that is defined below", "URL=$LATER\nLATER=1"],
    ["itself", "URL=${URL}x"],
    ["what only a shell knows", "URL=${MY_HOME:?missing}"],
  ])("refuses a reference to %s, and sets nothing", async (_what, text) => {
    const { code, stderr, endpoint } = await run({ ".env": `${text}\n` }, [...set, "--expand"], { MY_HOME: "/h" });
    expect(code).toBe(65);
    expect(stderr).toContain(".env:1:1: the value of");
    expect(stderr).toContain("refers to a variable that is not defined in a source, on a line above or in your environment");
    expect(stderr).not.toContain(MARK);
    expect(updateCount(endpoint)).toBe(0);
  });
});
