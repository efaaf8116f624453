import type { Mutation } from "../mutation";

/** Concern → the mistakes that its rules must catch. */
export const TABLES: Readonly<Record<string, readonly Mutation[]>> = {};
