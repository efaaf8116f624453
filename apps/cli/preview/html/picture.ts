import { isComponent, type Outline, parts } from "../outline";
import type { PreviewReport, PreviewResource } from "../report";
import { shortType } from "../urn";
import { layout, type Box, type Edge } from "./layout";

/** Colours by what a resource is for; the same in the picture, its key and the page. */
const GROUPS: readonly { readonly name: string; readonly types: RegExp }[] = [
  { name: "network", types: /^aws:(ec2|vpc|lb|route53)\// },
  { name: "compute", types: /^aws:(eks|autoscaling|ecr)\// },
  { name: "data", types: /^aws:(s3|rds|dynamodb|backup|efs)\// },
  { name: "access", types: /^aws:(iam|kms|secretsmanager)\/|^kubernetes:rbac/ },
  { name: "watch", types: /^aws:(cloudwatch|sns|budgets|cloudtrail)\// },
  { name: "kubernetes", types: /^kubernetes:/ },
];

/** Which group of {@link GROUP_NAMES} a type belongs to. */
export function groupOf(type: string): string {
  return GROUPS.find(({ types }) => types.test(type))?.name ?? "other";
}

/** The groups, in the order of the key. */
export const GROUP_NAMES: readonly string[] = [...GROUPS.map(({ name }) => name), "other"];

/** A component as the picture draws it. */
export interface Part {
  readonly urn: string;
  readonly title: string;
  readonly subtitle: string;
  /** Every resource below it that a provider makes. */
  readonly resources: readonly PreviewResource[];
}

/** The parts of the platform: components below it, with all that they hold. */
export function drawnParts(report: PreviewReport): readonly Part[] {
  const outlines = parts(report);
  return outlines
    .map((one) => ({
      urn: one.resource.urn,
      title: one.resource.name,
      subtitle: shortType(one.resource.type),
      resources: flatten(one),
    }))
    .filter(({ resources, subtitle }) => resources.length > 0 || subtitle !== "");
}

function flatten(one: Outline): PreviewResource[] {
  const below = one.components.flatMap((component) => [
    ...(isComponent(component.resource.type) ? [] : [component.resource]),
    ...flatten(component),
  ]);
  return [...one.leaves, ...below];
}

/** Which part needs which: an input or `dependsOn` of a resource in it names a resource of the other. */
export function partEdges(report: PreviewReport, drawn: readonly Part[]): readonly Edge[] {
  const partOf = new Map<string, string>();
  for (const part of drawn) {
    partOf.set(part.urn, part.urn);
    for (const { urn } of part.resources) partOf.set(urn, part.urn);
  }
  const edges = new Map<string, Edge>();
  for (const one of report.resources) {
    const from = partOf.get(one.urn);
    if (from === undefined) continue;
    for (const dependency of one.dependencies) {
      const to = partOf.get(dependency);
      if (to !== undefined && to !== from) edges.set(`${from} ${to}`, { from, to });
    }
  }
  return [...edges.values()];
}

const escape = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/**
 * Draws the platform: a box a component, a square a resource, an arrow from what is needed to what
 * needs it. Stands alone as an .svg file too: its colours follow the reader's light or dark mode.
 */
export function drawPicture(report: PreviewReport): string {
  const drawn = drawnParts(report);
  const edges = partEdges(report, drawn);
  const { boxes, width, height } = layout(drawn, edges);
  const byUrn = new Map(boxes.map((box) => [box.urn, box]));
  const keyHeight = 34;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + keyHeight}" class="picture" role="img" aria-label="${escape(`Components of ${report.environment} and their resources`)}">`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" class="tip"/></marker></defs>',
    ...edges.map((edge) => arrow(byUrn.get(edge.to), byUrn.get(edge.from))),
    ...drawn.map((part) => boxSvg(part, byUrn.get(part.urn))),
    key(drawn, height + 8),
    "</svg>",
  ].join("\n");
}

/** Downwards where the needed one is above; beside the boxes otherwise. */
function arrow(from: Box | undefined, to: Box | undefined): string {
  if (from === undefined || to === undefined) return "";
  const x1 = from.x + from.width / 2;
  const y1 = from.y + from.height;
  const x2 = to.x + to.width / 2;
  const y2 = to.y - 2;
  const bend = Math.max(18, (y2 - y1) / 2);
  return `<path class="arrow" data-from="${escape(from.urn)}" data-to="${escape(to.urn)}" marker-end="url(#tip)" d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}"/>`;
}

function boxSvg(part: Part, box: Box | undefined): string {
  if (box === undefined) return "";
  const squares = part.resources.map((one, index) => {
    const { x, y } = box.squares[index] ?? { x: 0, y: 0 };
    const mark = one.protect ? " protected" : "";
    return `<rect class="square ${groupOf(one.type)}${mark}" data-urn="${escape(one.urn)}" x="${x}" y="${y}" width="${box.square}" height="${box.square}" rx="2"><title>${escape(`${one.name}\n${one.type}`)}</title></rect>`;
  });
  const letters = Math.floor((box.width - 54) / 7.6);
  return [
    `<g class="part" data-urn="${escape(part.urn)}"><rect class="box" x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8"/>`,
    `<text class="title" x="${box.x + 12}" y="${box.y + 21}">${escape(shorten(part.title, letters))}<title>${escape(part.title)}</title></text>`,
    `<text class="subtitle" x="${box.x + 12}" y="${box.y + 37}">${escape(shorten(part.subtitle, letters + 6))}</text>`,
    `<text class="count" x="${box.x + box.width - 12}" y="${box.y + 21}">${part.resources.length || ""}</text>`,
    ...squares,
    "</g>",
  ].join("");
}

function key(drawn: readonly Part[], y: number): string {
  const used = new Set(
    drawn.flatMap(({ resources }) => resources.map(({ type }) => groupOf(type))),
  );
  const names = GROUP_NAMES.filter((name) => used.has(name));
  return names
    .map((name, index) => {
      const x = 16 + index * 104;
      return `<rect class="square ${name}" x="${x}" y="${y}" width="12" height="12" rx="2"/><text class="subtitle" x="${x + 18}" y="${y + 10}">${name}</text>`;
    })
    .join("");
}

function shorten(text: string, letters: number): string {
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

/** The six hues keep apart for colour-blind readers too (Okabe and Ito's set). */
const STYLE = `
.picture{font:13px system-ui,sans-serif;--box:#fff;--edge:#c9d1d9;--ink:#1f2933;--soft:#65707c;--network:#0072b2;--compute:#d55e00;--data:#009e73;--access:#cc79a7;--watch:#e69f00;--kubernetes:#56b4e9;--other:#8a949e}
@media(prefers-color-scheme:dark){.picture{--box:#1b222b;--edge:#3a4654;--ink:#e6ebf0;--soft:#9aa6b2;--network:#4aa3df;--compute:#f0803c;--data:#2fc79b;--access:#e29cc4;--watch:#f2b93b;--kubernetes:#7cc7f2}}
.picture .box{fill:var(--box);stroke:var(--edge)}.picture .title{fill:var(--ink);font-weight:600}
.picture .subtitle{fill:var(--soft);font-size:11.5px}.picture .count{fill:var(--soft);text-anchor:end;font-size:12px}
.picture .arrow{fill:none;stroke:var(--edge);stroke-width:1.4}.picture .tip{fill:var(--soft)}
${["network", "compute", "data", "access", "watch", "kubernetes", "other"].map((name) => `.picture .${name}{fill:var(--${name})}`).join("")}
.picture .protected{stroke:var(--ink);stroke-width:1.5}`;
