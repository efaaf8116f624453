import { basename } from "node:path";
import * as z from "zod";

/** One check that one object failed. */
export interface Finding {
  readonly scanner: "checkov" | "kube-score";
  /** The scanner's own id, such as `CKV_K8S_11`. */
  readonly check: string;
  /** `Kind namespace/name` */
  readonly object: string;
  readonly message: string;
}

/** What one scanner said about a folder. */
export interface Scan {
  readonly scanner: Finding["scanner"];
  /** Checks that objects passed. */
  readonly passed: number;
  readonly findings: readonly Finding[];
}

/** File's name → the title of the object in it. */
export type Titles = ReadonlyMap<string, string>;

const checkovSchema = z.looseObject({
  summary: z.looseObject({ passed: z.number(), parsing_errors: z.number() }),
  results: z.looseObject({
    failed_checks: z.array(
      z.looseObject({ check_id: z.string(), check_name: z.string(), file_path: z.string() }),
    ),
  }),
});

/** Reads `checkov --output json`. @throws Error when it could not read every file */
export function readCheckov(json: string, titles: Titles): Scan {
  const { summary, results } = checkovSchema.parse(JSON.parse(json));
  if (summary.parsing_errors > 0) {
    throw new Error(`checkov could not read ${summary.parsing_errors} files`);
  }
  return {
    scanner: "checkov",
    passed: summary.passed,
    findings: results.failed_checks.map((one) => ({
      scanner: "checkov",
      check: one.check_id,
      object: titleIn(titles, one.file_path),
      message: one.check_name,
    })),
  };
}

const kubeScoreSchema = z.array(
  z.looseObject({
    file_name: z.string(),
    checks: z.array(
      z.looseObject({
        check: z.looseObject({ id: z.string(), name: z.string() }),
        grade: z.number(),
        skipped: z.boolean(),
        comments: z.array(z.looseObject({ summary: z.string() })).nullable(),
      }),
    ),
  }),
);

/** kube-score's grades: 1 critical, 5 warning, 7 almost ok, 10 ok (scorecard/scorecard.go, v1.20.0). */
const WARNING = 5;

/** Reads `kube-score score --output-format json`: what is critical, and what is a warning. */
export function readKubeScore(json: string, titles: Titles): Scan {
  const checks = kubeScoreSchema
    .parse(JSON.parse(json))
    .flatMap(({ file_name, checks: all }) =>
      all.filter(({ skipped }) => !skipped).map((one) => ({ ...one, file: file_name })),
    );
  const failed = checks.filter(({ grade }) => grade <= WARNING);
  return {
    scanner: "kube-score",
    passed: checks.length - failed.length,
    findings: failed.map(({ check, comments, file }) => ({
      scanner: "kube-score",
      check: check.id,
      object: titleIn(titles, file),
      message: comments?.map(({ summary }) => summary).join("; ") ?? check.name,
    })),
  };
}

function titleIn(titles: Titles, path: string): string {
  const title = titles.get(basename(path));
  if (title === undefined) throw new Error(`${path} is none of the files that were scanned`);
  return title;
}
