import { type Document, isMap, isNode, isSeq, type Node, parse } from "yaml";
import { InputError } from "./errors";

/** What {@link parseYaml} of yaml-file.ts gives, as far as an insertion needs it. */
export interface Insertable {
  /** For messages. */
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
}

/** Texts by key, in order. */
export type Fields = Readonly<Record<string, string>>;

/*
 * Insertions into a YAML text, for files that people wrote and reviewers read: everything that is there
 * stays as it is, to the byte, and the diff shows the new lines alone. A rewritten document would keep
 * comments and lose spacing, quotes and the look of short lists.
 */

/**
 * The text with one more item at the end of a list at the top of the file.
 * @throws InputError where the list is written in a way that is not for a program to extend
 */
export function withItem(file: Insertable, key: string, fields: Fields): string {
  const { contents } = file.document;
  if (!isMap(contents)) throw cannot(file, key);
  const list = contents.get(key, true);
  if (list === undefined) {
    return `${endingInBreak(file.text)}${key}:\n${blockItem(fields, 2)}`;
  }
  if (!isSeq(list) || list.anchor !== undefined || !isNode(list)) throw cannot(file, key);
  const [start, end] = rangeOf(file, key, list);
  const last = list.items.at(-1);
  if (last === undefined) return asBlock(file.text, start, end, fields);
  if (!isNode(last)) throw cannot(file, key);
  const lastEnd = rangeOf(file, key, last)[1];
  if (list.flow === true) return spliced(file.text, lastEnd, `, ${flowMap(fields)}`);
  const column = start - (file.text.lastIndexOf("\n", start - 1) + 1);
  return afterLine(file.text, lastEnd, blockItem(fields, column));
}

/**
 * The text with more fields at the end of one item of such a list.
 * @throws InputError as {@link withItem}
 */
export function withFields(file: Insertable, key: string, index: number, fields: Fields): string {
  const list: unknown = file.document.get(key, true);
  const item = isSeq(list) ? list.items[index] : undefined;
  if (!isMap(item) || item.anchor !== undefined) throw cannot(file, key);
  const [first, last] = [item.items[0], item.items.at(-1)];
  if (!isNode(first?.key) || !isNode(last?.value)) throw cannot(file, key);
  const end = rangeOf(file, key, last.value)[1];
  if (item.flow === true) return spliced(file.text, end, `, ${flowMap(fields).slice(2, -2)}`);
  const start = rangeOf(file, key, first.key)[0];
  const column = start - (file.text.lastIndexOf("\n", start - 1) + 1);
  return afterLine(file.text, end, indented(blockMap(fields), column));
}

/** `[]` becomes a block; what follows on its line, such as a comment, stays there. */
function asBlock(text: string, start: number, end: number, fields: Fields): string {
  const before = text.slice(0, start).trimEnd();
  return afterLine(before + text.slice(end), before.length, blockItem(fields, 2));
}

/** Lines put after the line in which a place is, whose comment stays on it. */
function afterLine(text: string, place: number, lines: string): string {
  // The end of a block scalar is behind its line break.
  if (text[place - 1] === "\n") return spliced(text, place, lines);
  const lineEnd = text.indexOf("\n", place);
  return lineEnd === -1 ? `${text}\n${lines}` : spliced(text, lineEnd + 1, lines);
}

function spliced(text: string, place: number, addition: string): string {
  return text.slice(0, place) + addition + text.slice(place);
}

function blockItem(fields: Fields, column: number): string {
  const lines = indented(blockMap(fields), column + 2);
  return `${" ".repeat(column)}- ${lines.trimStart()}`;
}

function blockMap(fields: Fields): string {
  return pairs(fields)
    .map((pair) => `${pair}\n`)
    .join("");
}

function flowMap(fields: Fields): string {
  return `{ ${pairs(fields).join(", ")} }`;
}

function pairs(fields: Fields): string[] {
  return Object.entries(fields).map(([key, value]) => `${scalar(key)}: ${scalar(value)}`);
}

/**
 * A text on one line, in a block and between braces alike: plain where nothing in it can mean anything
 * to YAML, else as JSON, which YAML reads the same.
 * @see https://yaml.org/spec/1.2.2/#132-introduction
 */
function scalar(text: string): string {
  if (PLAIN.test(text) && parse(text) === text) return text;
  return JSON.stringify(text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (sign) => `\\U${(sign.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`,
  );
}

/** Words, logins and moments. */
const PLAIN = /^[A-Za-z0-9](?:[A-Za-z0-9 ._@+=-]|:(?=\d))*$/;

function indented(lines: string, column: number): string {
  return lines.replace(/^(?=.)/gm, " ".repeat(column));
}

function endingInBreak(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

function rangeOf(file: Insertable, key: string, node: Node): readonly [number, number] {
  const range = node.range;
  if (!range) throw cannot(file, key);
  return [range[0], range[1]];
}

function cannot({ file }: Insertable, key: string): InputError {
  return new InputError(
    `${file}: ${key} is not written as a plain list; expected one without anchors and aliases`,
    { hint: "Write the entry by hand." },
  );
}
