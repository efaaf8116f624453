import type {
  ComponentEstimate,
  Estimate,
  UsageBased,
} from "../../../../components/config/cost/estimate-types";
import type { QuotaNeed } from "../../../../components/config/cost/quotas";
import type { CostChange } from "../cost-change";
import { byDefault, quantity } from "../cost-lines";
import { dateRange, dollarChange, dollarRange } from "../money";
import type { PreviewReport } from "../report";
import { nameOf } from "../urn";
import { escape } from "./escape";

/** The page's part on money and quotas; nothing where the plan has neither. */
export function costSection(report: PreviewReport): string {
  const parts = [estimateCard(report.estimate), quotaCard(report)].filter((part) => part !== "");
  return parts.length === 0 ? "" : `<section class="cost">${parts.join("")}</section>`;
}

function estimateCard(estimate: Estimate): string {
  const { components, unpriced, usageBased, asOf, regions } = estimate;
  if (components.length + unpriced.length + usageBased.length === 0) return "";
  const most = Math.max(1, ...components.map(({ perMonth }) => perMonth.max));
  return [
    `<div class="card"><h2>Estimate <b>${dollarRange(estimate.perMonth)}</b> a month</h2>`,
    `<p class="soft">${escape(estimate.note)}${asOf === null ? "" : ` Prices of ${dateRange(asOf)}, ${escape(regions.join(", "))}.`}</p>`,
    ...components.map((one) => component(one, most)),
    unpriced.length === 0
      ? ""
      : `<details open><summary class="warn"><b>${unpriced.length}</b> without a price, not in the total</summary><ul class="links">${unpriced.map((one) => `<li>${link(one.urn, one.name)}: ${escape(one.what)}<br><span class="soft">${escape(one.reason)}</span></li>`).join("")}</ul></details>`,
    usageBased.length === 0
      ? ""
      : `<details><summary><b>${usageBased.length}</b> billed by use, not in the total</summary><table class="usage">${usageBased.map(usage).join("")}</table></details>`,
    "</div>",
  ].join("");
}

/** A row with its share as a bar: solid to the minimum, light to the maximum. */
function component({ component: name, perMonth, items }: ComponentEstimate, most: number): string {
  const share = (usd: number) => ((usd / most) * 100).toFixed(1);
  const rows = items.map(
    (one) =>
      `<tr><td>${link(one.urn, one.name)}</td><td>${escape(one.what)}</td><td class="amount">${dollarRange(one.perMonth)}</td></tr>`,
  );
  return [
    `<details><summary><span class="line"><span>${escape(name)}</span>`,
    `<span class="bar"><i class="most" style="width:${share(perMonth.max)}%"></i><i style="width:${share(perMonth.min)}%"></i></span>`,
    `<span class="amount">${dollarRange(perMonth)}</span></span></summary><table>${rows.join("")}</table></details>`,
  ].join("");
}

function usage({ component: part, what, resources, unitPrice, unit }: UsageBased): string {
  const each = unitPrice === null || unit === undefined ? "" : `$${unitPrice} a ${unit}`;
  return `<tr><td>${escape(part)}</td><td>${escape(what)}${resources === 1 ? "" : ` × ${resources}`}</td><td class="amount">${each}</td></tr>`;
}

function quotaCard({ quotas, quotasNotKnown }: PreviewReport): string {
  if (quotas.length + quotasNotKnown.length === 0) return "";
  return [
    '<div class="card"><h2>Service quotas needed</h2>',
    '<p class="soft">At the largest size of every node group. Quotas count the whole account and region: what else runs there comes on top.</p>',
    ...quotas.map(quotaRow),
    quotasNotKnown.length === 0
      ? ""
      : `<p class="warn"><b>Not known</b></p><ul class="links">${quotasNotKnown.map((one) => `<li>${link(one.urn, nameOf(one.urn))}: ${escape(one.reason)}</li>`).join("")}</ul>`,
    "</div>",
  ].join("");
}

function quotaRow(need: QuotaNeed): string {
  const commands = [need.see, ...(need.request === null ? [] : [need.request])];
  return [
    `<details><summary><span class="line quota"><span>${escape(need.name)}</span><span class="amount">${quantity(need)}</span>`,
    `<span class="${need.request === null ? "soft" : "warn"}">${byDefault(need)}</span></span></summary>`,
    `<p class="soft">${escape(`${need.code}, ${need.region}, for ${need.by.join(", ")}`)}</p>`,
    `<pre>${escape(commands.join("\n"))}</pre></details>`,
  ].join("");
}

/** What the compared change does to the estimate. */
export function costChangeBar(cost: CostChange): string {
  const each = cost.components.map(
    (one) => `<li>${escape(one.component)} <b>${dollarChange(one.change)}</b></li>`,
  );
  const total =
    each.length === 0
      ? `${dollarRange(cost.after)} a month, as before`
      : `${dollarRange(cost.before)} → ${dollarRange(cost.after)} a month`;
  const missing = cost.newlyUnpriced.map(
    (what) => `<li class="warn"><b>no price</b> ${escape(what)}</li>`,
  );
  return `<b>Estimate ${total}</b><ul class="figures">${[...each, ...missing].join("")}</ul>`;
}

function link(urn: string, name: string): string {
  return `<a href="#${encodeURIComponent(urn)}" data-urn="${escape(urn)}">${escape(name)}</a>`;
}
