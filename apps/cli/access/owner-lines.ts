import type { RotationDuty } from "../../../components/config/owners/rotation-due";
import type { Resolution } from "../../../components/config/owners/resolution";

/** An answer as a person reads it: who, and one reason a line. */
export function ownerLines(found: Resolution): string[] {
  const head = `${found.name} (${found.kind})${found.urn === undefined ? "" : `\n  ${found.urn}`}`;
  const because = found.why.map((reason, at) => row(at === 0 ? "because" : "", reason));
  if (!found.owned) return [head, row("owner", `nobody: ${found.problem}`), ...because];
  return [
    head,
    row("owner", `${found.owner} (${found.contact})`),
    row("recovery owner", found.recovery_owner),
    row("reviewer", found.reviewer),
    ...because,
    ...Object.entries(found.rotation ?? {}).map(([environment, duty], at) =>
      row(at === 0 ? "rotation" : "", `${environment}: ${stateOf(duty)}`),
    ),
  ];
}

function row(label: string, value: string): string {
  return `  ${label.padEnd(15)} ${value}`;
}

function stateOf({ owner, every_days: every, rotated, due, state }: RotationDuty): string {
  const whose = `every ${every} days by ${owner}`;
  switch (state) {
    case "no-date":
      return `${whose}, no date yet`;
    case "early":
      return `${whose}, said to be done on ${rotated ?? ""}, which is still to come`;
    case "kept":
      return `${whose}, last on ${rotated ?? ""}, due on ${due ?? ""}`;
    case "overdue":
      return `${whose}, last on ${rotated ?? ""}, overdue since ${due ?? ""}`;
  }
}
