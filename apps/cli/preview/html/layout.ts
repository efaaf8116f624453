/** A box's place in the picture, in user units. */
export interface Box {
  readonly urn: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Side of a resource's square. */
  readonly square: number;
  readonly squares: readonly { readonly x: number; readonly y: number }[];
}

/** `from` needs `to`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

interface Sized {
  readonly urn: string;
  readonly resources: readonly unknown[];
}

const WIDTH = 1120;
const MARGIN = 16;
const BOX_WIDTH = 204;
const GAP = 16;
const ROW_GAP = 46;
const HEAD = 48;
const SQUARE = 12;
const PITCH = 15;
const PER_ROW = Math.floor((BOX_WIDTH - 24 + PITCH - SQUARE) / PITCH);

/**
 * Places boxes in rows, what is needed above what needs it. Rows wrap, and inside a row the order
 * follows the boxes above, so that arrows seldom cross.
 */
export function layout(
  parts: readonly Sized[],
  edges: readonly Edge[],
): { boxes: readonly Box[]; width: number; height: number } {
  const levels = levelsOf(parts, edges);
  const boxes: Box[] = [];
  const centre = new Map<string, number>();
  const perLine = Math.floor((WIDTH - 2 * MARGIN + GAP) / (BOX_WIDTH + GAP));
  let y = MARGIN;
  const rows = Math.max(-1, ...levels.values()) + 1;
  for (let level = 0; level < rows; level++) {
    const members = parts
      .filter(({ urn }) => levels.get(urn) === level)
      .map((part, index) => ({ part, index, pull: pullOf(part.urn, edges, centre) }))
      .sort((a, b) => (a.pull ?? a.index * 1e-3) - (b.pull ?? b.index * 1e-3) || a.index - b.index)
      .map(({ part }) => part);
    for (let start = 0; start < members.length; start += perLine) {
      const line = members.slice(start, start + perLine);
      const span = line.length * BOX_WIDTH + (line.length - 1) * GAP;
      let x = (WIDTH - span) / 2;
      let tallest = 0;
      for (const part of line) {
        const box = place(part, x, y);
        boxes.push(box);
        centre.set(part.urn, x + BOX_WIDTH / 2);
        tallest = Math.max(tallest, box.height);
        x += BOX_WIDTH + GAP;
      }
      const wraps = start + perLine < members.length;
      y += tallest + (wraps ? GAP : ROW_GAP);
    }
  }
  return { boxes, width: WIDTH, height: Math.max(y - ROW_GAP + MARGIN, 60) };
}

function place(part: Sized, x: number, y: number): Box {
  const lines = Math.ceil(part.resources.length / PER_ROW);
  return {
    urn: part.urn,
    x,
    y,
    width: BOX_WIDTH,
    height: HEAD + lines * PITCH + (lines === 0 ? 0 : 9),
    square: SQUARE,
    squares: part.resources.map((_, index) => ({
      x: x + 12 + (index % PER_ROW) * PITCH,
      y: y + HEAD + Math.floor(index / PER_ROW) * PITCH,
    })),
  };
}

/** The mean place of what a box needs; undefined where it needs nothing. */
function pullOf(
  urn: string,
  edges: readonly Edge[],
  centre: ReadonlyMap<string, number>,
): number | undefined {
  const above = edges.filter(({ from }) => from === urn).flatMap(({ to }) => centre.get(to) ?? []);
  return above.length === 0 ? undefined : above.reduce((sum, one) => sum + one, 0) / above.length;
}

/** Row of each box: one below the lowest that it needs. An edge that closes a circle counts not. */
function levelsOf(parts: readonly Sized[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const needs = new Map<string, string[]>();
  for (const { from, to } of edges) needs.set(from, [...(needs.get(from) ?? []), to]);
  const levels = new Map<string, number>();
  const walking = new Set<string>();
  const visit = (urn: string): number => {
    const known = levels.get(urn);
    if (known !== undefined) return known;
    walking.add(urn);
    const above = (needs.get(urn) ?? []).filter((one) => !walking.has(one)).map(visit);
    walking.delete(urn);
    const level = above.length === 0 ? 0 : Math.max(...above) + 1;
    levels.set(urn, level);
    return level;
  };
  for (const { urn } of parts) visit(urn);
  return levels;
}
