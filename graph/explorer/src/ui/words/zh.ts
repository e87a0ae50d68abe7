import type { Key } from "../words.ts";

export const zh: Partial<Record<Key, string>> = {};
