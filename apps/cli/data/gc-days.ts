import { InputError } from "../../../lib/errors";

/** Days that a deleted run stays before `towpath data gc` takes it for good. */
export const DEFAULT_GC_DAYS = 30;

/** `--older-than 30d`: whole days. @throws InputError */
export function gcDays(said: string | undefined): number {
  if (said === undefined) return DEFAULT_GC_DAYS;
  const [, days] = /^(\d{1,4})d$/.exec(said) ?? [];
  if (days !== undefined) return Number(days);
  throw new InputError(`--older-than: found "${said}"; expected days such as ${DEFAULT_GC_DAYS}d`);
}
