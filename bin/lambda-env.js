#!/usr/bin/env -S node --
// `--` keeps Node from taking an `--env-file` among our arguments for its own, and with it the NODE_OPTIONS in that file.
require("../dist/entry.cjs")
  .start(process)
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
