import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { artifactChecksum } from "./artifact-checksum";
import { baseline, promoted, promotedBut, serving } from "./testing";

const { artifact, data } = promoted;

ruleCases(artifactChecksum, {
  compliant: {
    "both pinned": { given: serving() },
    "a baseline, which has a rule of its own": { given: serving(baseline) },
  },
  violating: {
    "no artifact": {
      given: serving(promotedBut({ artifact: undefined })),
      says: /has no artifact\.uri/,
    },
    "an artifact without a checksum": {
      given: serving(promotedBut({ artifact: { uri: artifact.uri } })),
      says: /has artifact\.sha256 missing; expected 64/,
    },
    "a short checksum, and data without an address": {
      given: serving(
        promotedBut({ artifact: { ...artifact, sha256: "abc" }, data: { sha256: data.sha256 } }),
      ),
      says: /has artifact\.sha256 abc; .+, and has no data\.uri/,
    },
    "data without a checksum": {
      given: serving(promotedBut({ data: { uri: data.uri } })),
      says: /data\.sha256 missing/,
    },
  },
  undecided: {
    "a checksum that only a deployment knows": {
      given: serving(promotedBut({ artifact: { ...artifact, sha256: UNKNOWN_VALUE } })),
    },
  },
});
