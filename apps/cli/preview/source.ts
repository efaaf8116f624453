import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type proto from "@pulumi/pulumi/proto/source_pb";
import type { Compiled } from "./compile";

/** A place in the sources, relative to the project's root; line and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A frame of the stack at which a resource was made, in the file that ran. */
export interface Frame {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
}

/** Where a resource is declared. */
export interface Declared {
  /** Where it is made: `new Bucket(…)`. */
  readonly source: SourcePlace;
  /** From where: the component's own place, and outwards to the program. */
  readonly calledFrom: readonly SourcePlace[];
}

/** More places than a person follows. */
const OUTWARDS = 6;

/** The frames that the language host sends with a registration; those without a place are left out. */
export function framesOf(trace: proto.StackTrace | undefined): readonly Frame[] {
  return (trace?.getFramesList() ?? []).flatMap((one) => {
    const at = one.getPc();
    return at === undefined
      ? []
      : [{ uri: at.getUri(), line: at.getLine(), column: at.getColumn() }];
  });
}

/**
 * Finds where a resource is declared: the frames of the program itself, in its sources' own lines.
 * @returns undefined where no frame is the program's, as for what an `apply` makes late
 */
export function declared(frames: readonly Frame[], compiled: Compiled): Declared | undefined {
  const program = pathToFileURL(realpathSync(compiled.file)).href;
  const places: SourcePlace[] = [];
  for (const { uri, line, column } of frames) {
    if (uri !== program) continue;
    const place = parse(compiled.place(line, column));
    const last = places.at(-1);
    // One statement may be several frames: a call in an argument, a list's callback.
    const same = place?.file === last?.file && place?.line === last?.line;
    if (place !== undefined && !same) places.push(place);
  }
  const [source, ...calledFrom] = places;
  return source && { source, calledFrom: calledFrom.slice(0, OUTWARDS) };
}

/** `components/data/bucket.ts:12:3`. */
export function placeText({ file, line, column }: SourcePlace): string {
  return `${file}:${line}:${column}`;
}

function parse(place: string | undefined): SourcePlace | undefined {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(place ?? "") ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}
