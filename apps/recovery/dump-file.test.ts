import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../lib/errors";
import { dumpFile, readDumpHead } from "./dump-file";
import { recordsSource } from "./source";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-dump-"));
  return () => {
    rmSync(folder, { recursive: true });
  };
});

const int = (value: number) => Buffer.from([value < 0 ? 1 : 0, Math.abs(value), 0, 0, 0]);
const text = (value: string) => Buffer.concat([int(value.length), Buffer.from(value)]);

/** A head as pg_dump writes it; real ones are read by tests/recovery. */
function head(minor: number, format = 1): Buffer {
  return Buffer.concat([
    Buffer.from("PGDMP"),
    Buffer.from([1, minor, 0, 4, 8, format]),
    minor >= 15 ? Buffer.from([1]) : int(-1),
    ...[1, 2, 3, 21, 10, 126, 0].map(int),
    text("mlflow"),
    text("16.4 (Debian 16.4-1)"),
    text("17.2"),
    Buffer.from("and the rest"),
  ]);
}

function written(bytes: Buffer | string): string {
  const file = join(folder, "tracking.dump");
  writeFileSync(file, bytes);
  return file;
}

describe("a dump that lies there", () => {
  it.each([14, 16])("says which server it is of, in format 1.%i", (minor) => {
    expect(readDumpHead(written(head(minor)))).toEqual({ server: "16.4", tool: "17.2" });
  });

  it.each<[string, Buffer, RegExp]>([
    ["nothing", Buffer.alloc(0), /a file that was cut/],
    ["a plain dump", Buffer.from("--\n-- PostgreSQL"), /another kind of file/],
    ["a directory's table of contents", head(16, 5), /another format/],
    ["half a head", head(16).subarray(0, 60), /a file that was cut/],
  ])("is refused when it is %s", (_name, bytes, reason) => {
    expect(() => readDumpHead(written(bytes))).toThrow(reason);
  });

  it("is kept where it lies, with the moment that was written down before it", async () => {
    const moment = join(folder, "consistent-at");
    writeFileSync(moment, "2026-11-21T03:00:00Z\n");
    const file = written(head(16));
    expect(await dumpFile(file, moment).dump("elsewhere")).toEqual({
      file,
      version: "16.4",
      tools: { pg_dump: "17.2" },
      consistentAt: new Date("2026-11-21T03:00:00Z"),
    });
    writeFileSync(moment, "Sat Nov 21 03:00:00 UTC 2026\n");
    await expect(dumpFile(file, moment).dump("elsewhere")).rejects.toThrow(InputError);
    await expect(dumpFile(join(folder, "none"), moment).dump("x")).rejects.toThrow(
      /cannot be read/,
    );
  });
});

describe("records in a ConfigMap", () => {
  it("are found behind its links, once", async () => {
    const data = join(folder, "..2026_11_21_03_00_00.1");
    mkdirSync(data);
    writeFileSync(join(data, "triage.yaml"), "name: triage\n");
    symlinkSync("..2026_11_21_03_00_00.1", join(folder, "..data"));
    symlinkSync("..data/triage.yaml", join(folder, "triage.yaml"));
    writeFileSync(join(folder, "README.md"), "");
    const files = await recordsSource(folder).files();
    expect(files.map(({ path }) => path)).toEqual(["triage.yaml"]);
  });
});
