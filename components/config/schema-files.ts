import { z } from "zod";
import { accessSchema } from "./access";
import { stackFileSchema } from "./environment";
import { exceptionsSchema } from "./exceptions";
import { imagesSchema } from "./images";
import { ownershipSchema } from "./ownership";
import { pricesSchema } from "./prices";
import { serviceSchema } from "./service";
import { teamsSchema } from "./teams";

/**
 * A JSON Schema for every kind of file that a reviewer changes, for editors: the first line of each file names
 * its own. `node scripts/schema.js` writes them, and a test fails while they are stale. They know
 * the schemas alone; what the loader checks across values and files, an editor cannot.
 */

/** File name in stacks/schema/ → what it describes. */
const SCHEMAS = {
  "stack.json": { schema: stackFileSchema, title: "One environment: stacks/Pulumi.NAME.yaml" },
  "access.json": { schema: accessSchema, title: "Who may do what: stacks/access.yaml" },
  "ownership.json": { schema: ownershipSchema, title: "Who answers: stacks/ownership.yaml" },
  "teams.json": { schema: teamsSchema, title: "Teams and quotas: stacks/teams.yaml" },
  "images.json": { schema: imagesSchema, title: "Container images: stacks/images.yaml" },
  "prices.json": { schema: pricesSchema, title: "List prices: stacks/prices.yaml" },
  "service.json": { schema: serviceSchema, title: "A model service: stacks/services/NAME.yaml" },
  "exceptions.json": {
    schema: exceptionsSchema,
    title: "What may break which rule, and until when: policies/exceptions.yaml",
  },
} as const;

/** Keys under `config:` that are not Towpath's: Pulumi's and its providers'. */
const FOREIGN_KEYS = "^(?!towpath:)[^:]+:.+$";

/** File name in stacks/schema/ → JSON Schema, draft 7, which every editor's YAML server knows. */
export function schemaFiles(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([file, { schema, title }]) => {
      const json = z.toJSONSchema(schema, { io: "input", target: "draft-7" });
      if (file === "stack.json") allowForeignKeys(json);
      return [file, { ...json, title }];
    }),
  );
}

function allowForeignKeys(json: z.core.JSONSchema.BaseSchema): void {
  const config = json.properties?.config;
  if (typeof config !== "object") throw new Error("the stack file's schema has no config");
  config.patternProperties = { [FOREIGN_KEYS]: {} };
}
