import { DELETED_RUN_DAYS } from "../../../components/config/retention/table";
import { InputError } from "../../../lib/errors";

/** `--older-than 30d`: whole days. @throws InputError */
export function gcDays(said: string | undefined): number {
  if (said === undefined) return DELETED_RUN_DAYS;
  const [, days] = /^(\d{1,4})d$/.exec(said) ?? [];
  if (days !== undefined) return Number(days);
  throw new InputError(`--older-than: found "${said}"; expected days such as ${DELETED_RUN_DAYS}d`);
}
