import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Images, imagesSchema } from "../../../components/config/images";
import { parseYaml } from "../../../lib/yaml-file";
import { withDigests } from "./edit";
import { changes, type Pin } from "./pin";

const OLD = `sha256:${"0".repeat(64)}`;
const NEW = `sha256:${"1".repeat(64)}`;

const TEXT = `# Head.
first: # of two
  repository: ghcr.io/a/first
  tag: v1 # moves
  digest: null # see below
  source: https://example.com/a: first
# Between.
second: { repository: "docker.io/second", tag: v2, digest: ${OLD}, source: "https://example.com/b" }

third:
  repository: registry.local:5000/third
  tag: v3
  digest: ${OLD}
  source: https://example.com/c; digest from registry.local:5000 on 2026-01-02
`.replace("/a: first", "/a-first");

const file = (text = TEXT) => parseYaml(text, imagesSchema, "stacks/images.yaml");

function pinOf(name: string, images: Images, digest = NEW): Pin {
  const image = images[name];
  if (image === undefined) throw new Error(name);
  return { name, image, digest, platforms: [], result: image.digest === null ? "pinned" : "moved" };
}

describe("withDigests", () => {
  it("changes digests and sources, and nothing else", () => {
    const { value } = file();
    const pins = Object.keys(value).map((name) => pinOf(name, value));
    const from = (registry: string) => `; digest from ${registry} on 2026-11-21`;
    expect(withDigests(file(), pins, "2026-11-21")).toBe(
      TEXT.replace("digest: null", `digest: ${NEW}`)
        .replaceAll(OLD, NEW)
        .replace("a-first", `a-first${from("ghcr.io")}`)
        .replace('example.com/b"', `example.com/b${from("docker.io")}"`)
        .replace("on 2026-01-02", "on 2026-11-21"),
    );
  });

  it("leaves what did not change, byte by byte", () => {
    const { value } = file();
    const image = value.first;
    if (image === undefined) throw new Error("first");
    const pins: Pin[] = [
      { name: "first", image, result: "failed", message: "", hint: "" },
      { name: "first", image, result: "same", digest: OLD, platforms: [] },
    ];
    expect(changes(pins)).toEqual([]);
    expect(withDigests(file(), pins, "2026-11-21")).toBe(TEXT);
  });

  it("refuses a file in which one value stands in two places", () => {
    const shared = file(`a: &a
  repository: ghcr.io/a/a
  tag: v1
  digest: null
  source: https://example.com/a
b: *a
`);
    expect(() => withDigests(shared, [pinOf("a", shared.value)], "2026-11-21")).toThrow(
      /cannot be replaced alone: it is shared/,
    );
  });

  it("knows every way to write a text", () => {
    for (const source of [
      "'it''s read there'",
      '"say \\"read\\" now"',
      ">-\n    read over\n    two lines",
      "|\n    read as it is",
      "read over\n    two lines",
    ]) {
      const text = `a: # kept\n  source: ${source}\n  repository: ghcr.io/a/a\n  tag: v1\n  digest: ~ # and this\n`;
      const before = file(text);
      const written = withDigests(before, [pinOf("a", before.value)], "2026-11-21");
      expect(written).toContain("a: # kept");
      expect(written).toContain(`digest: ${NEW} # and this`);
      const expected = `${before.value.a?.source ?? ""}; digest from ghcr.io on 2026-11-21`;
      expect(file(written).value.a?.source).toBe(expected);
    }
  });

  it("writes what reads back, whatever the source is", () => {
    const sources = fc.string({ minLength: 10, maxLength: 60 });
    fc.assert(
      fc.property(sources, (source) => {
        const text = `a:\n  repository: ghcr.io/a/a\n  tag: v1\n  digest: null\n  source: ${JSON.stringify(source)}\n`;
        const before = file(text);
        const written = file(withDigests(before, [pinOf("a", before.value)], "2026-11-21"));
        expect(written.value.a?.digest).toBe(NEW);
        expect(written.value.a?.source).toMatch(/; digest from ghcr\.io on 2026-11-21$/);
        // Pinning again does not grow it.
        const again = withDigests(written, [pinOf("a", written.value, OLD)], "2026-11-21");
        expect(file(again).value.a?.source).toBe(written.value.a?.source);
      }),
    );
  });
});
