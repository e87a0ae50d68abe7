import type { Key } from "../words.ts";

export const hi: Partial<Record<Key, string>> = {};
