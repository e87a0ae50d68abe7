import type { Key } from "../words.ts";

export const no: Partial<Record<Key, string>> = {};
