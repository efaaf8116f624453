import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Access, accessSchema } from "../../../components/config/access";
import type { Grant, GrantRequest } from "../../../components/config/access/grant-schema";
import { accessProblems } from "../../../components/config/check-access";
import { loadStacks, type Stacks } from "../../../components/config/load";
import { readStacksFile } from "../../../components/config/read";
import { saveFile } from "../../../lib/save-file";
import { parseYaml, type YamlFile, yamlError } from "../../../lib/yaml-file";
import { withFields, withItem } from "../../../lib/yaml-insert";

/** Where grants are asked for and approved; paths under the checkout. */
export const ACCESS_FILE = "stacks/access.yaml";
/** Shows them; `npm run access` writes it. */
export const ACCESS_PAGE = "docs/access-matrix.md";

/** stacks/access.yaml, open for one more entry or one more approval. Every other byte of it stays. */
export class GrantFile {
  readonly stacks: Stacks;
  private readonly file: YamlFile<Access>;

  /** @throws InputError for whatever is wrong in stacks/ already */
  constructor(private readonly root: string) {
    this.stacks = loadStacks(root);
    this.file = readStacksFile(root, ACCESS_FILE, accessSchema);
  }

  get access(): Access {
    return this.file.value;
  }

  /** Writes a request. @throws InputError as {@link save} */
  add(request: GrantRequest): void {
    const text = withItem(this.file, "grants", request);
    this.save(text, [...this.access.grants, request]);
  }

  /** Signs one. @throws InputError as {@link save} */
  approve(request: Grant, signature: { approver: string; approved: string }): Grant {
    const index = this.access.grants.indexOf(request);
    const signed = { ...request, ...signature };
    const text = withFields(this.file, "grants", index, signature);
    this.save(text, this.access.grants.with(index, signed));
    return signed;
  }

  /**
   * What was written reads back as what was meant and nothing else, and the loader takes it: no text
   * that somebody gives becomes a second grant.
   * @throws InputError where it does not, and nothing is written
   */
  private save(text: string, grants: readonly Grant[]): void {
    const written = parseYaml(text, accessSchema, ACCESS_FILE);
    if (!isDeepStrictEqual(written.value, { ...this.access, grants })) {
      throw new Error(`${ACCESS_FILE} would say something else than what was asked for`);
    }
    const problems = accessProblems(written.value, this.stacks.teams, this.stacks.ownership);
    if (problems.length > 0) throw yamlError(written, problems);
    saveFile(join(this.root, ACCESS_FILE), text);
  }
}
