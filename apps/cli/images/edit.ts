import { isDeepStrictEqual } from "node:util";
import { type Document, isScalar } from "yaml";
import { type Image, type Images, imagesSchema } from "../../../components/config/images";
import { RefusedError } from "../../../lib/errors";
import { parseYaml, type YamlFile } from "../../../lib/yaml-file";
import { parseRepository } from "./address";
import { changes, type Pin } from "./pin";

/** A piece of the text, from and to in characters, and what stands there instead. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The file's text with new digests in it, and behind each source which registry said so, and when.
 * Only those values are replaced: writing the whole document anew would move comments, and a reviewer
 * would have to look for the change.
 * @param day `YYYY-MM-DD`
 * @throws RefusedError when the file is written so that a value cannot be replaced alone
 */
export function withDigests(file: YamlFile<Images>, pins: readonly Pin[], day: string): string {
  const edits: (Edit | undefined)[] = [];
  const expected: Record<string, Image> = { ...file.value };
  for (const { name, image, digest } of changes(pins)) {
    const source = sourceOf(image, day);
    edits.push(editOf(file.document, [name, "digest"], digest));
    edits.push(editOf(file.document, [name, "source"], source));
    expected[name] = { ...image, digest, source };
  }
  const known = edits.filter((edit) => edit !== undefined);
  const text = known
    .sort((a, b) => b.from - a.from)
    .reduce((rest, edit) => rest.slice(0, edit.from) + edit.text + rest.slice(edit.to), file.text);
  if (known.length < edits.length || !readsAs(text, file.file, expected)) {
    throw new RefusedError(
      `${file.file}: a digest or source cannot be replaced alone: it is shared (an anchor, an alias) or tagged`,
      { hint: "Write each image out as the others are, and run the command again." },
    );
  }
  return text;
}

/** Where repository and tag were read stays; who said the digest, and when, replaces what stood there. */
function sourceOf({ source, repository }: Image, day: string): string {
  const { registry } = parseRepository(repository);
  const read = source.replace(/; digest from \S+ on \d{4}-\d\d-\d\d$/, "");
  return `${read}; digest from ${registry} on ${day}`;
}

/** The new value in the old one's place and kind of quotes; undefined for what is no value of its own. */
function editOf(document: Document.Parsed, path: string[], value: string): Edit | undefined {
  const node = document.getIn(path, true);
  if (!isScalar(node) || !node.range) return undefined;
  const [from, to] = node.range;
  // What is added has nothing that a plain text could not have; JSON is YAML for everything else.
  if (node.type === "PLAIN") return { from, to, text: value };
  const block = node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
  return { from, to, text: `${JSON.stringify(value)}${block ? "\n" : ""}` };
}

function readsAs(text: string, name: string, expected: Images): boolean {
  try {
    return isDeepStrictEqual(parseYaml(text, imagesSchema, name).value, expected);
  } catch {
    return false;
  }
}
