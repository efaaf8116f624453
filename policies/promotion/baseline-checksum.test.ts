import { loadStacks } from "../../components/config/load";
import { baselineOf } from "../../components/config/service";
import { ruleCases } from "../engine/testing";
import { baselineChecksum } from "./baseline-checksum";

const service = loadStacks(process.cwd()).services["support-triage"];
if (service === undefined) throw new Error("the example service is gone");
const baseline = baselineOf(service);
const type = "towpath:serving:ModelService";
const other = { ...baseline, artifact: { ...baseline.artifact, sha256: "0".repeat(64) } };
const gone = { ...baseline, artifact: { ...baseline.artifact, uri: "stacks/nowhere" } };

ruleCases(baselineChecksum, {
  compliant: {
    "the committed baseline": { given: { type, props: { current: baseline, previous: baseline } } },
    "promoted versions, which other rules judge": {
      given: { type, props: { current: { model_version: "v2" } } },
    },
    "another type of resource": {
      given: { type: "aws:s3/bucket:Bucket", props: { current: other } },
    },
  },
  violating: {
    "another checksum": {
      given: { type, name: "support-triage", props: { current: other, previous: baseline } },
      says: /manifest\.json has SHA-256 [0-9a-f]{64}; the service file says 0{64}\. Mend stacks\/services\/support-triage\.yaml/,
    },
    "a baseline that is not there": {
      given: { type, props: { current: baseline, previous: gone } },
      says: /cannot be read/,
    },
  },
});
