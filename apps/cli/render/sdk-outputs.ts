import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** `    readonly arn: pulumi.Output<string>;`, as every Pulumi SDK is generated. */
const TEXT_OUTPUT = /^ {4}readonly (\w+): pulumi\.Output<string>;$/gm;

/**
 * Knows which outputs of a resource are texts, from the type declarations of the SDK that the
 * program itself uses. Numbers, lists and objects have no placeholder that would fit them.
 */
export class SdkOutputs {
  private readonly known = new Map<string, readonly string[]>();
  private readonly require: NodeJS.Require;

  /** @param root the folder that the program's packages are found from */
  constructor(root: string) {
    this.require = createRequire(join(root, "package.json"));
  }

  /**
   * @param type a token such as `aws:s3/bucket:Bucket`
   * @returns none for a resource whose package is not there, or is made otherwise
   */
  texts(type: string): readonly string[] {
    const known = this.known.get(type) ?? this.read(type);
    this.known.set(type, known);
    return known;
  }

  private read(type: string): readonly string[] {
    const [pkg = "", module = ""] = type.split(":");
    const path = module.replace(/^index\//, "");
    const file = this.find(`@pulumi/${pkg}/${path}.js`)?.replace(/\.js$/, ".d.ts");
    if (file === undefined || !existsSync(file)) return [];
    return [...readFileSync(file, "utf8").matchAll(TEXT_OUTPUT)].map(([, name = ""]) => name);
  }

  private find(path: string): string | undefined {
    try {
      return this.require.resolve(path);
    } catch {
      return undefined;
    }
  }
}
