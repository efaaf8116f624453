import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { InputError } from "./errors";
import { explainIssues, type YamlProblem } from "./zod-issues";

/** A YAML text that fits its schema, with the document it came from for edits that keep comments. */
export interface YamlFile<T> {
  /** The path as given, for messages. */
  readonly file: string;
  readonly text: string;
  readonly value: T;
  readonly document: Document.Parsed;
}

/** A look at a file before its schema is: what it finds is reported, and the schema never asked. */
export type Inspect = (document: Document.Parsed, text: string) => YamlProblem[];

/**
 * Reads a YAML 1.2 file and checks it against a schema.
 * @param name what messages call the file
 * @param inspect finds what must be refused before a message could quote it, such as secrets
 * @throws InputError naming every problem with file:line:column and the path inside the file
 */
export function readYaml<S extends z.ZodType>(
  path: string,
  schema: S,
  name = path,
  inspect?: Inspect,
): YamlFile<z.output<S>> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new InputError(`${name}: cannot be read (${code}); expected a YAML file`, {
      cause: error,
    });
  }
  return parseYaml(text, schema, name, inspect);
}

/** Like {@link readYaml}, on text. `file` is what messages call it. */
export function parseYaml<S extends z.ZodType>(
  text: string,
  schema: S,
  file: string,
  inspect?: Inspect,
): YamlFile<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const found = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      // Some messages quote the text at the end; a text that cannot be read may hold a secret.
      const message = error.message.replace(/: ".*$/s, "");
      return `${file}:${line}:${col}: not YAML: ${message}`;
    });
    throw new InputError(found.join("\n"));
  }
  const refused = inspect?.(document, text) ?? [];
  if (refused.length > 0) throw yamlError({ file, document, lines }, refused);
  const data = toPlain(document, file);
  // Compiling a schema pays from its hundredth file on; a process reads a file once.
  const parsed = schema.safeParse(data, { jitless: true });
  if (!parsed.success) {
    const problems = explainIssues(parsed.error.issues, schema, data);
    throw yamlError({ file, document, lines }, problems);
  }
  return { file, text, value: parsed.data, document };
}

/** Makes the one error that shows several problems of a file, each with its place. */
export function yamlError(
  source: { file: string; document: Document.Parsed; lines?: LineCounter; text?: string },
  problems: readonly YamlProblem[],
): InputError {
  let lines = source.lines;
  if (lines === undefined) {
    lines = new LineCounter();
    parseDocument(source.text ?? "", { lineCounter: lines });
  }
  const counter = lines;
  const shown = problems.map(({ path, message, atKey, offset }) => {
    const place =
      offset ?? (atKey && keyOffset(source.document, path)) ?? offsetOf(source.document, path);
    const { line, col } = counter.linePos(place);
    const where = path.length === 0 ? "" : ` ${path.map(String).join(".")}:`;
    return oneLine(`${source.file}:${line}:${col}:${where} ${message}`);
  });
  return new InputError(shown.join("\n"));
}

/**
 * A problem stays one line, and says what stands in the file: keys and values that break lines, move a
 * terminal's cursor or hide are written out.
 */
function oneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** Plain data; an alias bomb or an unknown tag is the file's fault, not a crash. */
function toPlain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    throw new InputError(`${file}: not usable YAML: ${(error as Error).message}`, { cause: error });
  }
}

function keyOffset(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(
    (item) => isScalar(item.key) && String(item.key.value) === String(path.at(-1)),
  );
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}

/** Where the node of a path starts; the nearest parent's place when the path itself is missing. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  // An empty file has no contents at all.
  const whole: unknown = document.contents;
  return isNode(whole) ? (whole.range?.[0] ?? 0) : 0;
}
