/**
 * The page's behaviour, as text: it runs in the reader's browser from a file. Values are only ever
 * set as text, never as markup.
 */
export const PAGE_SCRIPT = String.raw`
"use strict";
const { report, difference } = JSON.parse(document.getElementById("data").textContent);
const byUrn = new Map(report.resources.map((one) => [one.urn, one]));
const changes = new Map((difference ? difference.changes : []).map((one) => [one.urn, one]));
const details = document.getElementById("details");
const overview = [...details.childNodes];
const nameOf = (urn) => urn.split("::").slice(3).join("::");

function make(tag, props, ...children) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
}

function link(urn) {
  const made = make("a", { href: "#" + encodeURIComponent(urn), textContent: nameOf(urn) });
  made.dataset.urn = urn;
  return made;
}

function coloured(value) {
  const pre = make("pre", {});
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?/g;
  const text = JSON.stringify(value, null, 2);
  let at = 0;
  for (const match of text.matchAll(token)) {
    pre.append(text.slice(at, match.index));
    const kind = match[2] !== undefined ? "k" : /^"<(unknown|secret)>"$/.test(match[0]) ? "u" : match[1] ? "s" : "n";
    const shown = match[2] === undefined ? match[0] : match[1];
    pre.append(make("span", { className: kind, textContent: shown }), match[2] ?? "");
    at = match.index + match[0].length;
  }
  pre.append(text.slice(at));
  return pre;
}

function section(title, ...children) {
  return [make("h2", { textContent: title }), ...children];
}

/* What stands below a violation's message: its place, how to mend it, why it is allowed. */
function aside(each) {
  const lines = [];
  if (each.source) lines.push([each.source, ...(each.calledFrom || []).slice(0, 1)].map((at) => at.file + ":" + at.line + ":" + at.column).join(", from "));
  if (each.remediation) lines.push("→ " + each.remediation);
  if (each.exempted) lines.push("exempted until " + each.exempted.expires + " by " + each.exempted.owner + ": " + each.exempted.reason);
  return lines.flatMap((text, at) => [make("br", {}), make(at === 0 && each.source ? "code" : "span", { className: "soft", textContent: text })]);
}

function list(urns) {
  return make("ul", { className: "links" }, ...urns.map((urn) => make("li", {}, link(urn))));
}

function show(urn) {
  const one = byUrn.get(urn);
  const change = changes.get(urn);
  for (const each of document.querySelectorAll(".chosen")) each.classList.remove("chosen");
  if (!one) { details.replaceChildren(...overview); return; }
  const parts = [make("h2", { textContent: one.name })];
  const badges = make("p", {}, make("code", { textContent: one.type }), " ");
  for (const [on, text] of [[one.protect, "protected"], [one.retainOnDelete, "retained on delete"]]) {
    if (on) badges.append(make("span", { className: "badge", textContent: text }));
  }
  if (change) badges.append(make("span", { className: "badge " + change.operation, textContent: change.mayReplace ? "change (may replace)" : change.operation }));
  parts.push(badges);
  const facts = make("dl", {});
  if (one.parent) facts.append(make("dt", { textContent: "parent" }), make("dd", {}, link(one.parent)));
  if (one.provider) facts.append(make("dt", { textContent: "provider" }), make("dd", {}, link(one.provider)));
  facts.append(make("dt", { textContent: "URN" }), make("dd", {}, make("code", { textContent: urn })));
  parts.push(facts);
  const broken = report.violations.filter((each) => each.urn === urn);
  if (broken.length) parts.push(...section("Violations", make("ul", { className: "violations" }, ...broken.map((each) => make("li", { className: each.exempted ? "exempted" : each.enforcement }, make("b", { textContent: each.policy }), make("br", {}), each.message, ...aside(each))))));
  const open = report.undecided.filter((each) => each.urn === urn);
  if (open.length) parts.push(...section("Not known before a deployment", make("ul", { className: "violations" }, ...open.map((each) => make("li", { className: "exempted" }, make("b", { textContent: each.policy }), make("br", {}), each.message)))));
  if (change && change.properties.length) parts.push(...section("Changes", ...change.properties.map((each) => make("div", {}, make("code", { textContent: each.path + ": " + (each.before === undefined ? "none" : JSON.stringify(each.before)) + " → " + (each.after === undefined ? "none" : JSON.stringify(each.after)) })))));
  parts.push(...section("Inputs", Object.keys(one.inputs).length ? coloured(one.inputs) : make("p", { textContent: "None." })));
  if (one.dependencies.length) parts.push(...section("Needs", list(one.dependencies)));
  const users = report.resources.filter((each) => each.dependencies.includes(urn)).map((each) => each.urn);
  if (users.length) parts.push(...section("Needed by", list(users)));
  details.replaceChildren(...parts);
  details.scrollTop = 0;
  const row = [...document.querySelectorAll("#tree .row")].find((each) => each.dataset.urn === urn);
  if (row) {
    row.classList.add("chosen");
    for (let up = row.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    row.scrollIntoView({ block: "nearest" });
  }
}

function light(urn) {
  const near = new Set([urn]);
  for (const arrow of document.querySelectorAll(".drawing .arrow")) {
    const touches = urn !== undefined && (arrow.dataset.from === urn || arrow.dataset.to === urn);
    arrow.classList.toggle("lit", touches);
    arrow.classList.toggle("faint", urn !== undefined && !touches);
    if (touches) { near.add(arrow.dataset.from); near.add(arrow.dataset.to); }
  }
  for (const part of document.querySelectorAll(".drawing .part")) part.classList.toggle("faint", urn !== undefined && !near.has(part.dataset.urn));
}

document.addEventListener("click", (event) => {
  const at = event.target.closest("[data-urn]");
  if (!at) return;
  event.preventDefault();
  history.replaceState(null, "", "#" + encodeURIComponent(at.dataset.urn));
  show(at.dataset.urn);
});
for (const part of document.querySelectorAll(".drawing .part")) {
  part.addEventListener("mouseenter", () => light(part.dataset.urn));
  part.addEventListener("mouseleave", () => light(undefined));
}

const search = document.getElementById("search");
const texts = new Map(report.resources.map((one) => [one.urn, (one.name + " " + one.type + " " + JSON.stringify(one.inputs)).toLowerCase()]));
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of document.querySelectorAll("#tree .row")) {
    const fits = words.every((word) => (texts.get(row.dataset.urn) ?? "").includes(word));
    row.dataset.fits = fits ? "1" : "";
    if (fits) count++;
    if (!row.closest("summary")) row.hidden = !fits;
  }
  for (const group of [...document.querySelectorAll("#tree details")].reverse()) {
    const any = group.querySelector('[data-fits="1"]') !== null;
    group.hidden = !any;
    if (words.length && any) group.open = true;
  }
  document.getElementById("found").textContent = words.length ? count + " of " + report.resources.length : "";
}
search.addEventListener("input", filter);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  if (event.key === "Escape") { search.value = ""; filter(); history.replaceState(null, "", "#"); show(""); }
});
if (location.hash.length > 1) show(decodeURIComponent(location.hash.slice(1)));
`;
