import { readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import { sha256 } from "../../lib/digest";
import { InputError, RefusedError } from "../../lib/errors";
import { didYouMean } from "../../lib/nearest";
import type { DataLocation } from "./config";

/** Labelled texts, row for row. */
export interface Examples {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
}

/** A labelled CSV file as read. */
export interface Dataset extends Examples {
  readonly uri: string;
  /** SHA-256 of the file's bytes: the data version. */
  readonly sha256: string;
}

/** The columns that matter; a file may have others. */
export interface Columns {
  readonly text: string;
  readonly label: string;
}

/**
 * Reads a labelled CSV (RFC 4180, UTF-8, a header line).
 * @throws InputError naming the file and line: not UTF-8, not CSV, a missing column, an empty cell;
 *   RefusedError when the bytes are not the ones that the config names
 */
export function readDataset(location: DataLocation, columns: Columns): Dataset {
  const bytes = readFileSync(location.path);
  const digest = sha256(bytes);
  if (location.sha256 !== undefined && location.sha256 !== digest) {
    throw new RefusedError(
      `${location.uri}: found SHA-256 ${digest}; the job config expects ${location.sha256}`,
      { hint: "Name the data's new digest in the config, and have the change reviewed." },
    );
  }
  const records = parseCsv(bytes, location.path);
  const header = records[0]?.record ?? [];
  const textAt = columnIndex(header, columns.text, location.path);
  const labelAt = columnIndex(header, columns.label, location.path);

  const texts: string[] = [];
  const labels: string[] = [];
  for (const { record, line } of records.slice(1)) {
    const text = record[textAt] ?? "";
    const label = (record[labelAt] ?? "").trim();
    if (text.trim() === "" || label === "") {
      const column = label === "" ? columns.label : columns.text;
      throw new InputError(
        `${location.path}:${line}: column "${column}" is empty; expected a value in every row`,
      );
    }
    texts.push(text);
    labels.push(label);
  }
  if (texts.length === 0) {
    throw new InputError(`${location.path}: no rows below the header; expected labelled texts`);
  }
  return { texts, labels, uri: location.uri, sha256: digest };
}

interface Line {
  readonly record: readonly string[];
  /** The line of the file on which the record ends, from 1. */
  readonly line: number;
}

function parseCsv(bytes: Buffer, path: string): Line[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputError(`${path}: not UTF-8; expected a CSV file in UTF-8`, { cause: error });
  }
  try {
    const lines: Line[] = [];
    parse(text, {
      skip_empty_lines: true,
      on_record: (record: string[], { lines: line }) => {
        lines.push({ record, line });
        return null;
      },
    });
    return lines;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(`${path}: not CSV: ${error.message}`, { cause: error });
  }
}

function columnIndex(header: readonly string[], name: string, path: string): number {
  const index = header.indexOf(name);
  if (index === -1) {
    throw new InputError(
      `${path}:1: no column "${name}"${didYouMean(name, header)}; found ${
        header.length === 0 ? "no header" : header.join(", ")
      }`,
    );
  }
  return index;
}

/**
 * Splits off a fifth of the examples for measuring: of every label its share, at least one where
 * the label has two or more, drawn by the seed.
 */
export function holdOut(data: Examples, seed: number): { train: Examples; held: Examples } {
  const byLabel = new Map<string, number[]>();
  data.labels.forEach((label, index) => {
    const rows = byLabel.get(label) ?? [];
    rows.push(index);
    byLabel.set(label, rows);
  });
  const held = new Set<number>();
  for (const [label, rows] of byLabel) {
    const count = rows.length < 2 ? 0 : Math.max(1, Math.round(rows.length / 5));
    // Ordered by a digest of the row, not by position: the draw does not depend on neighbours.
    const drawn = rows
      .map((row) => ({ row, key: sha256(`${seed}\n${label}\n${data.texts[row] ?? ""}\n${row}`) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const { row } of drawn.slice(0, count)) held.add(row);
  }
  const pick = (keep: (row: number) => boolean): Examples => ({
    texts: data.texts.filter((_, row) => keep(row)),
    labels: data.labels.filter((_, row) => keep(row)),
  });
  return { train: pick((row) => !held.has(row)), held: pick((row) => held.has(row)) };
}
