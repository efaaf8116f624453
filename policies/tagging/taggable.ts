import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** `aws:s3/bucket:Bucket`: the module's folder and the file in it. */
const TOKEN = /^aws:([A-Za-z0-9]+)\/([A-Za-z0-9]+):[A-Za-z0-9]+$/;

/** The line by which a resource of the SDK passes its `tags` on; state that is read back looks otherwise. */
const PASSES_TAGS = 'resourceInputs["tags"] = args';

const answers = new Map<string, boolean>();
let sdk: string | undefined;

/**
 * Does this type of AWS's resources take `tags`? Read from the SDK that the program itself uses, so
 * that the answer is right for its version, and for every type that somebody adds later. Only the
 * one file is read, not the SDK loaded: that would take seconds.
 */
export function takesTags(type: string): boolean {
  let answer = answers.get(type);
  if (answer === undefined) {
    answer = look(type);
    answers.set(type, answer);
  }
  return answer;
}

function look(type: string): boolean {
  const [, module, file] = TOKEN.exec(type) ?? [];
  if (module === undefined || file === undefined) return false;
  sdk ??= dirname(createRequire(__filename).resolve("@pulumi/aws/package.json"));
  try {
    return readFileSync(join(sdk, module, `${file}.js`), "utf8").includes(PASSES_TAGS);
  } catch (error) {
    // A type of another version of the SDK: the program could not have made it.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
