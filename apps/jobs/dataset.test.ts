import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../lib/errors";
import { holdOut, readDataset } from "./dataset";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-data-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(content: string | Uint8Array) {
  const path = join(folder, "data.csv");
  writeFileSync(path, content);
  return readDataset({ path, uri: "data.csv" }, { text: "text", label: "label" });
}

describe("readDataset", () => {
  it("reads quoted fields, newlines in fields and further columns", () => {
    const data = read('id,text,label\n1,"a, ""b""\nc",x\n2,d,y\n');
    expect(data.texts).toEqual(['a, "b"\nc', "d"]);
    expect(data.labels).toEqual(["x", "y"]);
    expect(data.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("refuses bytes that are not the ones that the config names", () => {
    const path = join(folder, "data.csv");
    writeFileSync(path, "text,label\na,x\n");
    const columns = { text: "text", label: "label" };
    const { sha256 } = readDataset({ path, uri: "data.csv" }, columns);
    expect(readDataset({ path, uri: "data.csv", sha256 }, columns).sha256).toBe(sha256);
    writeFileSync(path, "text,label\na,y\n");
    expect(() => readDataset({ path, uri: "data.csv", sha256 }, columns)).toThrow(
      new RegExp(`data\\.csv: found SHA-256 [0-9a-f]{64}; the job config expects ${sha256}`),
    );
  });

  it.each([
    ["", /:1: no column "text"; found no header/],
    ["txt,label\na,b\n", /:1: no column "text" \(did you mean "txt"\?\); found txt, label/],
    ["text,label\n", /no rows below the header/],
    ["text,label\na,x\n  ,x\n", /:3: column "text" is empty/],
    ["text,label\na,\n", /:2: column "label" is empty/],
    ["text,label\na,x,y\n", /not CSV: Invalid Record Length/],
    ['text,label\n"a,x\n', /not CSV: Quote Not Closed/],
    [Buffer.from([0x74, 0xff, 0xfe]), /not UTF-8/],
  ])("refuses %j", (content, message) => {
    expect(() => read(content)).toThrow(message);
  });

  it("answers any bytes with data or an InputError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

describe("holdOut", () => {
  const rows = fc.array(fc.tuple(fc.string(), fc.constantFrom("a", "b", "c")), { maxLength: 80 });

  it("parts every row, gives each label its share, and depends on the seed alone", () => {
    fc.assert(
      fc.property(rows, fc.nat(), (pairs, seed) => {
        const data = {
          texts: pairs.map(([text]) => text),
          labels: pairs.map(([, label]) => label),
        };
        const { train, held } = holdOut(data, seed);
        expect(train.texts.length + held.texts.length).toBe(pairs.length);
        for (const label of ["a", "b", "c"]) {
          const count = data.labels.filter((one) => one === label).length;
          const share = held.labels.filter((one) => one === label).length;
          expect(share).toBe(count < 2 ? 0 : Math.max(1, Math.round(count / 5)));
        }
        expect(holdOut(data, seed)).toEqual({ train, held });
      }),
    );
  });
});
