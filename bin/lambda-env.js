#!/usr/bin/env node
require("../dist/entry.cjs")
  .start(process)
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
