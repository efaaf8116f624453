import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layout, type Box, type Edge } from "./layout";

const part = (urn: string, resources = 3) => ({
  urn,
  resources: Array.from({ length: resources }),
});
const boxOf = (boxes: readonly Box[], urn: string) => {
  const found = boxes.find((box) => box.urn === urn);
  if (found === undefined) throw new Error(`no box ${urn}`);
  return found;
};
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Some parts, and edges between them, circles among them. */
const graph = fc.array(fc.nat({ max: 120 }), { minLength: 1, maxLength: 14 }).chain((sizes) =>
  fc.record({
    parts: fc.constant(sizes.map((size, index) => part(`urn-${index}`, size))),
    edges: fc.array(
      fc
        .tuple(fc.nat({ max: sizes.length - 1 }), fc.nat({ max: sizes.length - 1 }))
        .map(([from, to]): Edge => ({ from: `urn-${from}`, to: `urn-${to}` })),
      { maxLength: 30 },
    ),
  }),
);

describe("layout", () => {
  it("puts what is needed above what needs it", () => {
    const edges = [
      { from: "mlflow", to: "network" },
      { from: "network", to: "keys" },
    ];
    const { boxes } = layout([part("mlflow"), part("network"), part("keys")], edges);
    const y = (urn: string) => boxOf(boxes, urn).y;
    expect(y("keys")).toBeLessThan(y("network"));
    expect(y("network")).toBeLessThan(y("mlflow"));
  });

  it("draws every part once, inside the picture, no two over each other, whatever the graph", () => {
    fc.assert(
      fc.property(graph, ({ parts, edges }) => {
        const { boxes, width, height } = layout(parts, edges);
        expect(boxes.map(({ urn }) => urn).sort()).toEqual(parts.map(({ urn }) => urn).sort());
        for (const box of boxes) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(width);
          expect(box.y + box.height).toBeLessThanOrEqual(height);
          for (const { x, y } of box.squares) {
            expect(x + box.square).toBeLessThanOrEqual(box.x + box.width);
            expect(y + box.square).toBeLessThanOrEqual(box.y + box.height);
          }
        }
        boxes.forEach((one, index) => {
          for (const other of boxes.slice(index + 1)) expect(overlap(one, other)).toBe(false);
        });
      }),
    );
  });

  it("is an empty picture for nothing", () => {
    expect(layout([], []).boxes).toEqual([]);
  });
});
