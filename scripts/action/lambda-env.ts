/** What `bin/lambda-env.js` is to the package: starts the tool, here as the one file that the action runs. */
import { start } from "../../src/entry.ts";

start(process).then((exitCode) => {
  process.exitCode = exitCode;
});
