import type { Difference } from "../diff";
import { isComponent, outline, type Outline } from "../outline";
import { dollarRange } from "../money";
import type { PreviewReport } from "../report";
import { shortType } from "../urn";
import { costChangeBar, costSection } from "./cost";
import { escape } from "./escape";
import { drawPicture, groupOf } from "./picture";
import { PAGE_SCRIPT } from "./script";
import { PAGE_STYLE } from "./style";
import { verdictsSection } from "./verdicts";

/**
 * The plan as one page that needs nothing else: no network, no fonts, no server. A picture of the
 * platform, the tree with a search, and the details of what is clicked.
 */
export function makePage(report: PreviewReport, difference?: Difference): string {
  const { summary, environment, project } = report;
  const { mandatory, advisory, exempted } = summary.violations;
  const rules = [
    figure(mandatory, "mandatory", mandatory > 0 ? "bad" : "good"),
    figure(advisory, "advisory", advisory > 0 ? "warn" : "good"),
    ...(exempted > 0 ? [figure(exempted, "exempted", "")] : []),
    ...(report.undecided.length > 0 ? [figure(report.undecided.length, "not told yet", "")] : []),
  ];
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(`${project} ${environment}: plan`)}</title>`,
    // Said to the browser too: nothing is fetched, whatever a value contains.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">`,
    `<style>${PAGE_STYLE}</style></head><body>`,
    `<header><h1>${escape(project)} <span>${escape(environment)}</span></h1><ul class="figures">${figure(summary.resources, "resources", "")}${figure(Object.keys(summary.byType).length, "types", "")}${rules.join("")}${monthFigure(report)}</ul></header>`,
    difference === undefined ? "" : differenceBar(difference),
    `<section class="drawing" aria-label="Picture">${drawPicture(report)}</section>`,
    costSection(report),
    '<main><nav aria-label="Resources"><input type="search" id="search" placeholder="Search name, type or value — press /" aria-label="Search" autocomplete="off"><p id="found" role="status"></p>',
    `<div id="tree">${outline(report)
      .map((one) => branch(one, 0))
      .join("")}</div></nav>`,
    `<article id="details" aria-live="polite">${overview(report)}</article></main>`,
    "<footer>Inputs as the program wrote them, before any provider’s defaults. <code>&lt;unknown&gt;</code> is known after a deployment; <code>&lt;secret&gt;</code> never leaves it. Made by <code>towpath preview</code>.</footer>",
    // `<` is escaped so that no value can end the element.
    `<script type="application/json" id="data">${JSON.stringify({ report, difference: difference ?? null }).replace(/</g, "\\u003c")}</script>`,
    `<script>${PAGE_SCRIPT}</script></body></html>`,
  ].join("\n");
}

function figure(value: number, label: string, tone: string): string {
  return `<li class="${tone}"><b>${value}</b> ${label}</li>`;
}

/** The estimate at a glance; nothing where nothing costs. */
function monthFigure({ estimate }: PreviewReport): string {
  return estimate.components.length === 0
    ? ""
    : `<li><b>${dollarRange(estimate.perMonth)}</b> a month, estimated</li>`;
}

function differenceBar({ summary, against, estimate }: Difference): string {
  const parts = (["add", "change", "replace", "delete"] as const).map(
    (operation) => `<li class="${operation}"><b>${summary[operation]}</b> to ${operation}</li>`,
  );
  return `<section class="against"><b>Against ${escape(against)}</b><ul class="figures">${parts.join("")}<li><b>${summary.unchanged}</b> unchanged</li></ul>${costChangeBar(estimate)}</section>`;
}

/** Open as far as the platform's parts; the rest opens on a click or a search. */
function branch(one: Outline, depth: number): string {
  const { resource } = one;
  const row = leaf(resource.urn, resource.name, resource.type, one.count);
  const below = [
    ...one.components.map((component) => branch(component, depth + 1)),
    ...one.leaves.map(({ urn, name, type }) => leaf(urn, name, type)),
  ];
  if (below.length === 0) return row;
  return `<details${depth < 2 ? " open" : ""}><summary>${row}</summary>${below.join("")}</details>`;
}

function leaf(urn: string, name: string, type: string, count = 0): string {
  return `<a class="row" href="#${encodeURIComponent(urn)}" data-urn="${escape(urn)}"><i class="dot ${isComponent(type) ? "component" : groupOf(type)}"></i><span class="name">${escape(name)}</span><span class="type">${escape(shortType(type))}</span>${count > 0 ? `<span class="number">${count}</span>` : ""}</a>`;
}

/** What the page shows before anything is chosen. */
function overview(report: PreviewReport): string {
  const outputs = Object.entries(report.outputs).map(
    ([name, value]) =>
      `<dt>${escape(name)}</dt><dd><pre>${escape(typeof value === "string" ? value : JSON.stringify(value, null, 2))}</pre></dd>`,
  );
  return [
    verdictsSection(report),
    outputs.length === 0 ? "" : `<h2>Outputs</h2><dl>${outputs.join("")}</dl>`,
  ].join("");
}
