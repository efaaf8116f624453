/**
 * Stands in a bundle for Fastify's two schema compilers (ajv, fast-json-stringify: 400 KB), which
 * this server never loads: see `schemaController` in app.ts. scripts/build.js puts it in their place.
 */
export default function noSchemaCompiler(): never {
  throw new Error("no route has a schema for Fastify to compile");
}
