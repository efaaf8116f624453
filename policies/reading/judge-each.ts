import { UnknownValueError } from "../engine/known";

/**
 * Judges a list's members one by one, nested lists too. What only a deployment knows about one hides
 * nothing of the others: they are judged first, then the rule says that it cannot tell.
 * @throws UnknownValueError of the first member that could not be judged
 */
export function judgeEach<Member>(
  list: readonly Member[] | undefined | null,
  judge: (member: Member, index: number) => void,
): void {
  let unknown: Error | undefined;
  for (let index = 0; index < (list?.length ?? 0); index += 1) {
    try {
      judge(list?.[index] as Member, index);
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      unknown ??= error;
    }
  }
  if (unknown !== undefined) throw unknown;
}
