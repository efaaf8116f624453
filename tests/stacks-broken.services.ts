/*
 * Mistakes that people make in stacks/services/, for stacks-broken.test.ts: the file, a text in it,
 * what stands there instead, and what the one line that follows must say.
 */

import type { Mistake } from "./stacks-broken.environments";

const SERVICE = "services/support-triage.yaml";
const CONTRACT = "contract: text-classification/v1";

/** The service's file with these lines below its contract. */
const adding = (lines: string, expected: RegExp): Mistake => [
  SERVICE,
  CONTRACT,
  `${CONTRACT}\n${lines}`,
  expected,
];

const SHA = "829e0528e0f2c8668679bccc59551af08d8b988c537a37772de4f4c1620daed6";
const OTHER = "a".repeat(64);
const version = (sha256: string) =>
  `{ baseline: true, model_version: v1, artifact: { uri: stacks/x, sha256: ${sha256} } }`;

/** A record of prod with two versions, or one twice, and this `traffic`. */
const sharing = (traffic: string, previous: string, expected: RegExp): Mistake => [
  SERVICE,
  "environments: {}",
  `environments: { prod: { current: ${version(SHA)}, previous: ${version(previous)}, traffic: ${traffic} } }`,
  expected,
];

export const SERVICE_MISTAKES: readonly Mistake[] = [
  [SERVICE, "availability: 99.5", "availability: 995", /slo\.availability: found 995/],
  adding("runtime: onnx", /runtime: found "onnx"; expected (one of )?bundled/),
  adding("resources: { gpu: 0.5 }", /resources\.gpu: /),
  adding("resources: { cpu: 64 }", /resources\.cpu: found 64; expected 0\.05 to 16 cores/),
  adding("resources: { memory_mib: 64 }", /resources\.memory_mib: found 64; expected at least 128/),
  adding(
    "resources: { replicas: { min: 5, max: 2 } }",
    /resources\.replicas\.min: found 5; found min 5 over max 2; expected min ≤ max/,
  ),
  adding("clients: [web, web]", /clients\.1: found "web" twice; expected one name a client/),
  adding("clients: []", /clients: found \[\]; expected a client/),
  [SERVICE, `sha256: ${SHA}`, "", /baseline\.artifact\.sha256: missing; expected/],
  sharing(
    "{ canary_percent: 101 }",
    OTHER,
    /environments\.prod\.traffic\.canary_percent: found 101; expected 0 to 100 percent/,
  ),
  sharing(
    "{ canary_percent: 12.5 }",
    OTHER,
    /traffic\.canary_percent: found 12\.5; expected a whole percentage/,
  ),
  sharing(
    "{ canary_percent: 10 }",
    SHA,
    /traffic\.canary_percent: found 10, and current and previous are one artifact/,
  ),
  sharing(
    "{ shadow: true }",
    SHA,
    /traffic\.shadow: found true, and current and previous are one artifact/,
  ),
  sharing(
    "{ canary_percent: 10, shadow: true }",
    OTHER,
    /traffic\.canary_percent: found 10 beside shadow: true/,
  ),
];
