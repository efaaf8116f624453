import type { PreviewReport } from "../report";
import { placeText } from "../source";
import { nameOf } from "../urn";
import { byRule, mendedText, type RuleVerdict, undecidedText } from "../verdicts";
import type { Undecided, Violation } from "../violation";
import { escape } from "./escape";

/** The page's part on rules: what is broken, rule by rule, and what nobody can tell yet. */
export function verdictsSection({ violations, undecided, mended }: PreviewReport): string {
  return [
    violations.length === 0
      ? "<h2>No violations</h2>"
      : `<h2>Violations</h2>${byRule(violations).map(rule).join("")}`,
    undecided.length === 0
      ? ""
      : `<details><summary>${undecidedText(undecided)}</summary><ul class="violations">${undecided.map(open).join("")}</ul></details>`,
    mended.length === 0
      ? ""
      : `<details><summary>${escape(mendedText(mended))}</summary><ul>${mended.map(({ urn }) => `<li>${link(urn)}</li>`).join("")}</ul></details>`,
  ].join("");
}

function rule({ policy, severity, standing, url, remediation, violations }: RuleVerdict): string {
  const facts = [severity === "unspecified" ? "" : severity, standing, url];
  return [
    `<section class="verdict"><p><b>${escape(policy)}</b> <span class="soft">${escape(facts.filter((fact) => fact !== "").join(" · "))}</span></p>`,
    `<ul class="violations">${violations.map((one) => broken(one, standing)).join("")}</ul>`,
    remediation === "" ? "" : `<p>→ ${escape(remediation)}</p>`,
    "</section>",
  ].join("");
}

function broken(one: Violation, standing: RuleVerdict["standing"]): string {
  const { source, calledFrom = [], exempted } = one;
  const places = source === undefined ? [] : [source, ...calledFrom.slice(0, 1)];
  return [
    `<li class="${standing}">${link(one.urn)}`,
    places.length === 0
      ? ""
      : `<br><code class="soft">${escape(places.map(placeText).join(", from "))}</code>`,
    `<br>${escape(one.message)}`,
    exempted === undefined
      ? ""
      : `<br>exempted until ${escape(exempted.expires)} by ${escape(exempted.owner)}: ${escape(exempted.reason)}`,
    "</li>",
  ].join("");
}

function open({ policy, urn, message }: Undecided): string {
  return `<li class="exempted"><b>${escape(policy)}</b> ${link(urn)}<br>${escape(message)}</li>`;
}

function link(urn: string): string {
  if (urn === "") return "the stack";
  return `<a href="#${encodeURIComponent(urn)}" data-urn="${escape(urn)}">${escape(nameOf(urn))}</a>`;
}
