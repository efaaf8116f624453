import { MAX_GRANT_DAYS } from "../../../components/config/check-grants";
import { InputError } from "../../../lib/errors";

const MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Milliseconds of `30m`, `8h` or `3d`.
 * @throws InputError for anything else, or more than a grant may last
 */
export function durationMs(said: string): number {
  const [, count = "", unit = ""] = /^([1-9]\d{0,4})([mhd])$/.exec(said) ?? [];
  const duration = Number(count) * MS[unit as keyof typeof MS];
  if (!(duration <= MAX_GRANT_DAYS * MS.d)) {
    throw new InputError(
      `--for: found "${said}"; expected minutes, hours or days, such as 30m, 8h or 3d, and ${MAX_GRANT_DAYS}d at most`,
    );
  }
  return duration;
}

/** A moment as the files have it: RFC 3339 UTC, whole seconds. */
export function momentText(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
