import type { Key } from "../words.ts";

export const ar: Partial<Record<Key, string>> = {};
