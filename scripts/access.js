"use strict";
/*
 * Writes what stacks/access.yaml grants into docs/access-matrix.md. Run it after a change to that file
 * or to components/config/access: node scripts/access.js
 */
const { writePage } = require("./generate.js");

writePage("access-matrix.md", "apps/cli/access/matrix-page.ts");
