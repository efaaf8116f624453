"use strict";
/*
 * Writes what the policy pack says of itself into docs/policies.md. Run it after a change to a rule:
 * node scripts/policies.js
 */
const { writePage } = require("./generate.js");

writePage("policies.md", "policies/docs/facts.ts");
