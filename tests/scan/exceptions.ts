import * as z from "zod";
import { readYaml } from "../../lib/yaml-file";
import type { Finding, Scan } from "./findings";

/** Shortest reason that can say why: a person must be able to disagree with it. */
const SHORTEST_REASON = 30;

const exceptionsSchema = z.array(
  z.strictObject({
    /** Ids of checks, such as `CKV_K8S_11`. */
    checkov: z.array(z.string().min(1)).default([]),
    /** Ids of checks, such as `container-resources`. */
    "kube-score": z.array(z.string().min(1)).default([]),
    /** `Kind namespace/name`; `*` stands for any text. */
    objects: z.array(z.string().min(1)).min(1),
    reason: z.string().min(SHORTEST_REASON),
  }),
);

/** Findings that are accepted, and why: tests/scan/exceptions.yaml. */
export type Exceptions = z.output<typeof exceptionsSchema>;

/** @throws InputError with file:line:column */
export function readExceptions(file: string): Exceptions {
  return readYaml(file, exceptionsSchema).value;
}

/** What exceptions leave of findings. */
export interface Judged {
  /** Nobody accepts these. */
  readonly failed: readonly Finding[];
  readonly excepted: readonly Finding[];
  /** `check: objects` of exceptions that no finding needs: the reason is gone, and so must they be. */
  readonly unused: readonly string[];
}

/** Takes away what is accepted of one scanner's findings. */
export function judge(
  { scanner, findings }: Pick<Scan, "scanner" | "findings">,
  exceptions: Exceptions,
): Judged {
  const pairs = exceptions.flatMap(({ objects, ...one }) =>
    one[scanner].flatMap((check) =>
      objects.map((pattern) => ({ check, pattern, match: glob(pattern) })),
    ),
  );
  const covers = (finding: Finding) => (pair: (typeof pairs)[number]) =>
    pair.check === finding.check && pair.match.test(finding.object);
  return {
    failed: findings.filter((finding) => !pairs.some(covers(finding))),
    excepted: findings.filter((finding) => pairs.some(covers(finding))),
    unused: pairs
      .filter((pair) => !findings.some((finding) => covers(finding)(pair)))
      .map(({ check, pattern }) => `${check}: ${pattern}`),
  };
}

function glob(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
