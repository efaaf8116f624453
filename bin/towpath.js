#!/usr/bin/env node
"use strict";
const { build, isStale } = require("../scripts/build.js");

if (isStale()) build();
if (process.argv.includes("--debug")) process.setSourceMapsEnabled(true);
require("../dist/towpath.js")
  .main(process.argv.slice(2), process.env)
  .then((code) => {
    process.exitCode = code;
  });
