/*
 * Loaded before the SDK's entry points (`node --require`). It keeps V8's compiled code of the packages
 * between previews. Compiling @pulumi/pulumi, TypeScript and grpc-js anew takes more than half of a
 * process's start. Node.js 22 has this built in (module.enableCompileCache); Node.js 20 has not.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import util from "node:util";
import { constants, Script } from "node:vm";
import { leaveOutUnused } from "./leave-out";

/** Path → where its code lies in the blob. */
type Index = Record<string, readonly [offset: number, length: number, sourceLength: number]>;

interface Compilable {
  exports: unknown;
  require: NodeJS.Require;
  _compile(content: string, filename: string): unknown;
}

/** Small files compile faster than their code is looked up. */
const WORTHWHILE = 512;

/** The SDK's log functions, below node_modules. */
const LOG_MODULE = "/@pulumi/pulumi/log/index.js";

/** The SDK's base class of resources, below node_modules. */
const RESOURCE_MODULE = "/@pulumi/pulumi/resource.js";

/** Nobody asked for traces or debug messages. */
const quiet = process.env.TOWPATH_PLAIN_STACKS === "1";

withoutColours();
leaveOutUnused(process.env.TOWPATH_COMPILED_PACK === "1");
if (quiet) withPlainStacks();
const file = process.env.TOWPATH_CODE_CACHE;
if (file !== undefined) install(file);

function install(cacheFile: string): void {
  const { index, blob } = read(cacheFile);
  const fresh = new Map<string, { script: Script; sourceLength: number }>();
  const prototype = Module.prototype as unknown as Compilable;
  // Called below with the module as `this`.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const original = prototype._compile;

  prototype._compile = function (this: Compilable, content: string, filename: string): unknown {
    if (content.length < WORTHWHILE || !filename.includes("/node_modules/")) {
      return original.call(this, content, filename);
    }
    const known = index[filename];
    const usable = known?.[2] === content.length;
    const script = new Script(Module.wrap(content), {
      filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(usable ? { cachedData: blob.subarray(known[0], known[0] + known[1]) } : {}),
    });
    if (!usable || script.cachedDataRejected === true) {
      fresh.set(filename, { script, sourceLength: content.length });
    }
    const run = script.runInThisContext() as (...values: unknown[]) => unknown;
    const result = run.call(
      this.exports,
      this.exports,
      requireOf(this, filename),
      this,
      filename,
      dirname(filename),
    );
    if (quiet && filename.endsWith(LOG_MODULE)) withoutDebugLog(this.exports);
    if (filename.endsWith(RESOURCE_MODULE)) withNamelessFrames(this.exports);
    return result;
  };

  // Written once, by the first run; later ones add nothing worth the time.
  if (blob.length === 0) {
    process.once("exit", () => {
      write(cacheFile, fresh);
    });
    process.once("SIGTERM", () => process.exit());
  }
}

/**
 * The language host shows an exception by `util.inspect(error, { colors: true })`, and Node.js 20
 * (tried with 20.20.2) never returns from that when a frame names a file directly below a scope,
 * `node_modules/@pulumi/output.ts:386`, as the SDK's source maps do: every throw inside of an
 * `apply` would hang the program. Without colours it returns, and nobody here wants them.
 */
function withoutColours(): void {
  const { inspect } = util;
  const plain = (value: unknown, options?: unknown) =>
    typeof options === "object"
      ? inspect(value, { ...options, colors: false })
      : inspect(value, options as boolean | undefined);
  util.inspect = Object.assign(plain, inspect) as typeof inspect;
}

/**
 * The SDK takes a stack for each promise, and source-map-support, which it registers, rewrites each
 * of them: a fifth of a large preview. Its maps concern the SDK's own files alone.
 */
function withPlainStacks(): void {
  Object.defineProperty(Error, "prepareStackTrace", {
    get: () => undefined,
    set: () => undefined,
  });
}

/**
 * The SDK sends every debug message to the engine, one after the other, and the program's end waits
 * for the last: a third of a large preview, for messages that a preview does not show.
 */
function withoutDebugLog(log: unknown): void {
  Object.assign(log as object, { debug: () => Promise.resolve() });
}

/**
 * The SDK sends the place of each resource, and takes it from frames with a name alone: `at new Bucket
 * (file:1:2)`. A resource that a callback makes, `names.map((name) => new Bucket(…))`, has a frame
 * without one, `at file:1:2`, and would be said to come from the line of whoever called `map`.
 */
function withNamelessFrames(resource: unknown): void {
  const { Resource } = resource as { Resource: { framePositionRegExp: RegExp } };
  Resource.framePositionRegExp =
    /^\s*at (?:.* \()?(?<file>[^()]+?):(?<line>[0-9]+):(?<column>[0-9]+)\)?$/;
}

function requireOf(module: Compilable, filename: string): NodeJS.Require {
  const own = createRequire(filename);
  const require = (id: string): unknown => module.require(id);
  return Object.assign(require, {
    resolve: own.resolve,
    main: own.main,
    cache: own.cache,
    // ts-node, which the pack's process loads, registers itself there.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    extensions: own.extensions,
  });
}

function read(cacheFile: string): { index: Index; blob: Buffer } {
  try {
    const whole = readFileSync(cacheFile);
    const headLength = whole.readUInt32LE(0);
    const index = JSON.parse(whole.toString("utf8", 4, 4 + headLength)) as Index;
    return { index, blob: whole.subarray(4 + headLength) };
  } catch {
    return { index: {}, blob: Buffer.alloc(0) };
  }
}

function write(
  cacheFile: string,
  fresh: ReadonlyMap<string, { script: Script; sourceLength: number }>,
): void {
  try {
    const index: Index = {};
    const parts: Buffer[] = [];
    let offset = 0;
    for (const [filename, { script, sourceLength }] of fresh) {
      // After the run, so that the functions that it used are in it.
      const data = script.createCachedData();
      index[filename] = [offset, data.length, sourceLength];
      parts.push(data);
      offset += data.length;
    }
    const head = Buffer.from(JSON.stringify(index));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(head.length);
    mkdirSync(dirname(cacheFile), { recursive: true });
    writeFileSync(`${cacheFile}.${process.pid}`, Buffer.concat([size, head, ...parts]));
    renameSync(`${cacheFile}.${process.pid}`, cacheFile);
  } catch {
    // A cache that cannot be kept costs time, nothing else.
  }
}
