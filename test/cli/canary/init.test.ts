/** `init` shows and writes names only, whatever the files of the project hold. */
import { describe, expect, it } from "vitest";
import { makeCanary, makePlainCanary } from "../../support/canary/canary.ts";
import { LOUD, setScene } from "../../support/canary/canary-scene.ts";

const TEMPLATE = JSON.stringify({
  Parameters: { Key: { Type: "String", NoEcho: true, Default: makePlainCanary("default") } },
  Resources: {
    Fn: {
      Type: "AWS::Lambda::Function",
      Properties: { Environment: { Variables: { STAGE: makeCanary("literal"), API_KEY: { Ref: "Key" } } } },
    },
  },
});

describe("init shows no value", () => {
  it.each([["--yes"], ["--dry-run"], [makePlainCanary("typed and=")]])("with %s", async (...words) => {
    const files = {
      "template.json": TEMPLATE,
      ".env": `API_KEY=${makePlainCanary("file")}\n`,
      ".env.example": `OLD=${makePlainCanary("example")}\n`,
    };
    const { endpoint, run } = await setScene({ files });
    const code = words[0]?.startsWith("--") ? 0 : 64;
    expect((await run(["init", ...words, ...LOUD])).code).toBe(code);
    expect(endpoint.requests).toHaveLength(0);
  });
});
