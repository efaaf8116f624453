"use strict";
/*
 * Writes what every environment keeps for how long into docs/retention.md. Run it after a change to
 * components/config/retention, the posture table or a stack file: node scripts/retention.js
 */
const { writePage } = require("./generate.js");

writePage("retention.md", "apps/cli/data/retention-page.ts");
