import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Images } from "../../../components/config/images";
import { checkImages } from "./check";
import { chooseImages, resolvePins } from "./pin";
import { RegistryClient } from "./registry";
import { AMD64, ARM64, TestRegistry } from "./testing-registry";

const OLD = `sha256:${"0".repeat(64)}`;

describe("chooseImages", () => {
  const image = { repository: "ghcr.io/a/b", tag: "v1", source: "https://example.com" };
  const images: Images = {
    first: { ...image, digest: null },
    second: { ...image, digest: OLD },
    third: { ...image, digest: OLD },
  };
  const names = (...args: [string[], boolean]) => Object.keys(chooseImages(images, ...args));

  it("takes those without a digest, the named ones, or all, in the file's order", () => {
    expect(names([], false)).toEqual(["first"]);
    expect(names(["third", "second"], false)).toEqual(["second", "third"]);
    expect(names([], true)).toEqual(["first", "second", "third"]);
  });

  it("names the nearest image", () => {
    expect(() => names(["secand"], false)).toThrow(/no image "secand".*did you mean "second"\?/);
    expect(() => names(["first"], true)).toThrow(
      "found --all and first; expected one or the other",
    );
  });
});

describe("with a registry", () => {
  let registry: TestRegistry;
  const client = new RegistryClient(() => ({ basic: undefined, note: "" }), {
    timeoutMs: 5_000,
    maxPauseMs: 0,
  });
  beforeAll(async () => {
    registry = await TestRegistry.start({ auth: "token" });
  });
  afterAll(() => registry.close());

  const imagesOf = (tags: Record<string, string | null>): Images =>
    Object.fromEntries(
      Object.entries(tags).map(([tag, digest]) => [
        tag,
        { repository: `${registry.host}/app`, tag, digest, source: "https://example.com" },
      ]),
    );

  it("pins what can be pinned, and says of each other image why not", async () => {
    const digest = registry.pushIndex("app", "multi", [AMD64, ARM64]);
    const single = registry.pushManifest("app", "single", AMD64);
    registry.pushIndex("app", "arm", [ARM64]);
    const pins = await resolvePins(
      client,
      imagesOf({ multi: null, arm: null, single: OLD, none: null }),
    );
    expect(pins).toMatchObject([
      { name: "multi", result: "pinned", digest, platforms: ["linux/amd64", "linux/arm64"] },
      { name: "arm", result: "failed" },
      { name: "single", result: "moved", digest: single, platforms: ["linux/amd64"] },
      { name: "none", result: "failed" },
    ]);
    const messages = pins.flatMap((pin) => (pin.result === "failed" ? [pin.message] : []));
    expect(messages[0]).toMatch(/is for linux\/arm64; expected linux\/amd64 among them$/);
    expect(messages[1]).toMatch(/has no app none: status 404/);
  });

  it("tells a tag that stayed from one that moved, one that is gone, and one never resolved", async () => {
    const stayed = registry.pushIndex("app", "stayed", [AMD64]);
    const before = registry.pushIndex("app", "moved", [AMD64], "before");
    const after = registry.pushIndex("app", "moved", [AMD64], "after");
    const lost = registry.pushIndex("app", "lost", [AMD64], "lost");
    const found = registry.pushIndex("app", "lost", [AMD64], "found");
    registry.remove("app", lost);
    const gone = registry.pushIndex("app", "gone", [AMD64], "gone");
    registry.remove("app", "gone");
    const checks = await checkImages(
      client,
      imagesOf({ stayed, moved: before, lost, gone, loose: null }),
    );
    expect(checks).toMatchObject([
      { name: "stayed", status: "ok" },
      { name: "moved", status: "moved", found: after, pinnedThere: true },
      { name: "lost", status: "moved", found, pinnedThere: false },
      { name: "gone", status: "gone", pinnedThere: true },
      { name: "loose", status: "unresolved" },
    ]);
  });

  it("does not take a registry that fails for a tag that is gone", async () => {
    registry.fault = (_request, response) => {
      response.statusCode = 500;
      response.end();
      return true;
    };
    const [check] = await checkImages(client, imagesOf({ any: OLD }));
    registry.fault = () => false;
    expect(check).toMatchObject({
      status: "unknown",
      message: expect.stringContaining("500") as string,
    });
  });
});
