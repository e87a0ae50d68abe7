import type { Key } from "../words.ts";

export const es: Partial<Record<Key, string>> = {};
