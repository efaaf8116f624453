import { ModelFailure } from "../kind";

/** Lets so many tasks run at once; the others wait for their turn, in order, so many and no more. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
  ) {}

  /**
   * Runs a task in its turn.
   * @param signal a task whose signal is aborted while it waits is not begun
   * @throws ModelFailure overloaded when too many wait already
   */
  async take<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.running < this.maxRunning) this.running++;
    else await this.turn();
    try {
      signal.throwIfAborted();
      return await task();
    } finally {
      // The place goes to the next in line, if there is one, without ever being free.
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.maxWaiting) {
      throw new ModelFailure("overloaded", "too many requests wait for the upstream");
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
