import { describe } from "../preview/urn";
import type { Render, Unresolved } from "./render";

/** UNRESOLVED.md: what a render could not know, where it stands, and how to get it. */
export function unresolvedPage(environment: string, render: Render): string {
  const values = render.unresolved.filter(({ secret }) => !secret);
  const secrets = render.unresolved.filter(({ secret }) => secret);
  return [
    `# Unresolved in ${environment}`,
    "",
    ...(render.unresolved.length + render.notRendered.length === 0
      ? ["Nothing: the objects can be applied as they are.", ""]
      : []),
    ...section(
      "Values that only a deployment knows",
      `Write \`placeholder: value\` lines into a file and render again with \`--values FILE\`. The commands read the state of the stack \`${environment}\`.`,
      values,
      environment,
    ),
    ...section(
      "Secrets",
      "Never written and never taken from a file of values. Let your secret manager make these Secrets, under the same names and with the same keys, before the objects that read them; leave their files out of what you apply.",
      secrets,
      environment,
    ),
    ...notRendered(render),
  ].join("\n");
}

function section(
  title: string,
  text: string,
  all: readonly Unresolved[],
  environment: string,
): string[] {
  if (all.length === 0) return [];
  return [
    `## ${title}`,
    "",
    text,
    "",
    ...all.flatMap((one) => [
      `### \`${one.name}\``,
      "",
      `- what: ${whatOf(one)}`,
      ...one.places.map(({ file, path }) => `- where: \`${file}\`, \`${path}\``),
      `- how: ${howOf(one, environment)}`,
      "",
    ]),
  ];
}

function whatOf({ origin }: Unresolved): string {
  if (origin.kind === "output") return `\`${origin.property}\` of ${describe(origin.urn)}`;
  const made = [...origin.madeOf].sort().filter((urn) => urn !== origin.urn);
  const field = `the field \`${origin.path}\``;
  if (made.length === 0) return field;
  return `${field}, made of ${made.map(describe).join("; ")}`;
}

/** The state has every output, also those that the program does not export. */
function howOf({ origin, secret }: Unresolved, environment: string): string {
  const property = origin.kind === "output" ? origin.property : origin.path;
  const shown = secret ? " --show-secrets" : "";
  const select = `.deployment.resources[] | select(.urn == "${origin.urn}")`;
  const value =
    origin.kind === "output" && property === "id" ? ".id" : `.outputs${jqPath(property)}`;
  return `\`npx pulumi stack export -s ${environment}${shown} | jq -r '${select} | ${value}'\``;
}

/** `spec.a[0]` → `.spec.a[0]`; a key with other letters is quoted: `.data["tls.crt"]`. */
function jqPath(path: string): string {
  return `.${path}`.replace(/\.([\w]*-[\w-]*)/g, (_all, key: string) => `[${JSON.stringify(key)}]`);
}

function notRendered({ notRendered: all }: Render): string[] {
  if (all.length === 0) return [];
  return [
    "## Not rendered",
    "",
    ...all.map(({ urn, reason }) => `- ${describe(urn)}: ${reason}.`),
    "",
  ];
}
