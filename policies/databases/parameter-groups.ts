import { isSet, known, members, UNKNOWN, type Unknown } from "../engine/known";
import type { Stack, StackResource } from "../engine/stack";
import { CLUSTER, type DatabaseProps } from "./database";

/** A parameter as a group sets it. */
interface Parameter {
  readonly name?: string;
  readonly value?: string;
}

type GroupProps = Readonly<{ name?: string; parameters?: readonly Parameter[] }>;

export type ParameterGroup = StackResource<GroupProps>;

/** The parameter group of a database, where this program makes it. */
export function groupOf(
  stack: Stack,
  database: StackResource<DatabaseProps>,
): ParameterGroup | undefined {
  const [input, type] =
    database.type === CLUSTER
      ? ["dbClusterParameterGroupName", "aws:rds/clusterParameterGroup:ClusterParameterGroup"]
      : ["parameterGroupName", "aws:rds/parameterGroup:ParameterGroup"];
  const source = stack.source(database, input, type);
  if (source !== undefined) return source;
  const name = known(() => (database.props as Readonly<Record<string, unknown>>)[input]);
  if (typeof name !== "string") return undefined;
  return stack.ofType<GroupProps>(type).find(({ props }) => known(() => props.name) === name);
}

/**
 * A parameter's value in a group; undefined where the group does not set it, so that RDS's default
 * holds. UNKNOWN where only a deployment tells.
 */
export function parameterOf({ props }: ParameterGroup, name: string): string | Unknown | undefined {
  if (!isSet(props, "parameters")) return undefined;
  const parameters = known(() => props.parameters);
  if (parameters === UNKNOWN || parameters === undefined) return UNKNOWN;
  let unknown = false;
  for (const parameter of members(parameters)) {
    const own = parameter === UNKNOWN ? UNKNOWN : known(() => parameter.name);
    if (own === name && parameter !== UNKNOWN) return known(() => parameter.value);
    unknown ||= own === UNKNOWN;
  }
  return unknown ? UNKNOWN : undefined;
}
