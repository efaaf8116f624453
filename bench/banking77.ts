import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Dataset, readDataset } from "../apps/jobs/dataset";

/** Folder of banking77's train.csv and test.csv: TOWPATH_BANKING77, or where our machines have it. */
export const FOLDER = resolve(process.env.TOWPATH_BANKING77 ?? "../shared/data/banking77");

/** Why what needs banking77 is skipped; undefined when the data is here. */
export function missing(): string | undefined {
  const file = join(FOLDER, "train.csv");
  return existsSync(file) ? undefined : `no ${file}; see docs/benchmarks.md`;
}

/** One of its files. */
export function read(name: "train.csv" | "test.csv"): Dataset {
  const path = join(FOLDER, name);
  return readDataset({ path, uri: path }, { text: "text", label: "category" });
}
