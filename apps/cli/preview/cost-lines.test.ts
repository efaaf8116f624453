import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { estimate } from "../../../components/config/cost/estimate";
import { quotaNeeds } from "../../../components/config/cost/quotas";
import type { CostResource } from "../../../components/config/cost/resource";
import { pool, PRICES, resource } from "../../../components/config/cost/testing";
import { costChange } from "./cost-change";
import { costChangeLines, costLines } from "./cost-lines";
import { costSection } from "./html/cost";
import { dollarChange, dollarRange } from "./money";
import type { PreviewReport } from "./report";

function report(...planned: readonly CostResource[]): PreviewReport {
  const quotas = quotaNeeds(planned);
  return {
    ...{ environment: "dev", project: "towpath", stack: "dev", durationMs: 0 },
    summary: {
      resources: planned.length,
      byType: {},
      violations: { mandatory: 0, advisory: 0, exempted: 0 },
    },
    ...{ resources: [], violations: [], undecided: [], mended: [], outputs: {} },
    estimate: estimate(planned, PRICES),
    quotas: quotas.needs,
    quotasNotKnown: quotas.unknown,
  };
}
const plain = (lines: readonly string[]) => lines.map((line) => stripVTControlCharacters(line));

describe("money", () => {
  it("is whole dollars, and cents where a dollar is much", () => {
    expect(dollarRange({ min: 587.57, max: 1607.44 })).toBe("$588–$1,607");
    expect(dollarRange({ min: 0, max: 1.2 })).toBe("$0–$1.20");
    expect(dollarRange({ min: 72.6, max: 73.4 })).toBe("$73");
    expect(dollarChange({ min: 0, max: 902 })).toBe("$0 to +$902");
    expect(dollarChange({ min: -7, max: -7 })).toBe("-$7");
  });
});

describe("on the terminal", () => {
  it("are the estimate, its dearest parts, what is not in it, and the quotas", () => {
    const parts = ["a", "b", "c", "d", "e"].flatMap((name) => {
      const component = resource("towpath:data:Part", name);
      return [component, { ...resource("aws:kms/key:Key", `${name}-key`), parent: component.urn }];
    });
    const lines = plain(
      costLines(
        report(
          ...parts,
          ...pool("system", { max: 6, strategy: "DEFAULT" }),
          ...pool("gpu", { min: 0, max: 1, types: ["g5.2xlarge"] }),
          resource("aws:ec2/eip:Eip", "ip"),
        ),
      ),
    );
    expect(lines).toEqual([
      "",
      "Estimate: $163–$941 a month (list prices of 2026-01-02, an estimate, not a bill)",
      "  (outside components)  $158–$936",
      "  a                     $1",
      "  b                     $1",
      "  c                     $1",
      "  2 more                $2",
      "  not in it: no price of nodes g5.2xlarge, on demand; what is billed by use",
      "Quotas needed at the largest size (commands to see and ask: --json, --out)",
      "  8 vCPU                  Running On-Demand G and VT instances  L-DB2E81BA  new accounts often have 0",
      "  24 vCPU, 48 in updates  Running On-Demand Standard instances  L-1216C47A  AWS's default: 5",
      "  1 more within AWS's defaults",
    ]);
  });

  it("are nothing where nothing costs, and reasons where nothing is known", () => {
    expect(costLines(report())).toEqual([]);
    expect(plain(costLines(report(...pool("p", { max: "<unknown>" })))).slice(-2)).toEqual([
      "Quotas needed at the largest size (commands to see and ask: --json, --out)",
      "  p-group: scalingConfig is not known before a deployment",
    ]);
  });
});

describe("a change", () => {
  const before = estimate(pool("p"), PRICES);

  it("is told by component, with what lost its price", () => {
    const after = estimate(
      [...pool("p", { max: 4 }), ...pool("q", { capacity: "SPOT", diskGib: 0 })],
      PRICES,
    );
    const cost = costChange(before, after);
    expect(cost.change).toEqual({ min: 0, max: 154 });
    expect(plain(costChangeLines(cost))).toEqual([
      "Estimate: $154–$462 → $154–$616 a month ($0 to +$154)",
      "    (outside components): $0 to +$154",
      "    no price: q-group: nodes m7i.xlarge, spot",
    ]);
  });

  it("of nothing is one line", () => {
    expect(plain(costChangeLines(costChange(before, before)))).toEqual([
      "Estimate: $154–$462 a month, as before",
    ]);
  });

  it("of everything away is the whole, less", () => {
    expect(costChange(before, estimate([], PRICES)).change).toEqual({ min: -154, max: -462 });
  });
});

describe("on the page", () => {
  it("is nothing where nothing costs", () => {
    expect(costSection(report())).toBe("");
  });

  it("is escaped wherever a name comes from the program", () => {
    const evil = "<img src=x onerror=alert(1)>";
    const page = costSection(
      report(
        ...pool(evil, { types: ["g5.2xlarge"] }),
        ...pool(`${evil}2`, { max: "<unknown>" }),
        resource(`aws:${evil}`, "x"),
      ),
    );
    expect(page).not.toContain("<img");
    expect(page).toContain("&#60;img");
  });
});
