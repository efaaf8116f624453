/** What a pool may cost in GPUs. */
export interface GpuPoolSize {
  /** The pool's name, for messages. */
  readonly name: string;
  /** Whole GPUs of one instance. Counted before sharing: time slices are not GPUs. */
  readonly gpusPerInstance: number;
  /** Most instances that the pool can grow to. */
  readonly max: number;
}

/** The sum of what pools can grow to. */
export interface GpuBudget {
  /** GPUs when every pool is at its maximum. */
  readonly total: number;
  /** A line each; empty when the pools fit. */
  readonly problems: readonly string[];
}

/**
 * Adds up the GPUs that pools can grow to and says what is over an environment's budget, rule GPU-2.
 * The budget bounds the maximum and not what runs now: an autoscaler asks nobody.
 */
export function gpuBudget(pools: readonly GpuPoolSize[], budget: number): GpuBudget {
  const countable = (value: number, least: number) => Number.isSafeInteger(value) && value >= least;
  const problems: string[] = [];
  if (!countable(budget, 0)) {
    problems.push(`gpuBudget: ${budget} is not a number of GPUs; expected 0, 1, 2 …`);
  }
  for (const pool of pools) {
    if (!countable(pool.gpusPerInstance, 1)) {
      problems.push(
        `gpuPools.${pool.name}.gpu.perInstance: ${pool.gpusPerInstance} is not a number of GPUs; expected 1, 2 …`,
      );
    }
    if (!countable(pool.max, 1)) {
      problems.push(
        `gpuPools.${pool.name}.max: ${pool.max} is not a number of nodes; expected 1, 2 …`,
      );
    }
  }
  const names = pools.map(({ name }) => name);
  for (const name of new Set(names.filter((each, at) => names.indexOf(each) !== at))) {
    problems.push(`gpuPools.${name}: named twice`);
  }
  const total = pools.reduce((sum, pool) => sum + pool.gpusPerInstance * pool.max, 0);
  if (problems.length === 0 && total > budget) {
    const terms = pools
      .map((pool) => `${pool.name} ${pool.max} × ${pool.gpusPerInstance}`)
      .join(", ");
    problems.push(
      `gpuBudget: pools can grow to ${total} GPUs (${terms}), the budget is ${budget}; ` +
        "lower a pool's max or have the budget raised",
    );
  }
  return { total, problems };
}
