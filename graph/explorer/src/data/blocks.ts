// The page's data: gzip blocks in base64, joined to one text, each unpacked when it is first needed.

/** The position of each block in the text: offset and length. */
export type BlockIndex = Readonly<Record<string, readonly [number, number]>>;

const MAX_CACHED_BLOCKS = 400;

export class Blocks {
  readonly #text: string;
  readonly #index: BlockIndex;
  readonly #cache = new Map<string, Promise<unknown>>();

  constructor(text: string, index: BlockIndex) {
    this.#text = text;
    this.#index = index;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#index, name);
  }

  /** The bytes of a block; empty if the page omits it. */
  async bytes(name: string): Promise<ArrayBuffer> {
    if (!this.has(name)) return new ArrayBuffer(0);
    const [start, length] = this.#index[name];
    return decompress(decodeBase64(this.#text.slice(start, start + length)));
  }

  /** The lines of a block. */
  async lines(name: string): Promise<string[]> {
    const text = new TextDecoder().decode(await this.bytes(name));
    return text ? text.split("\n") : [];
  }

  /** The value of a JSON block, cached; `fallback` if the page omits it. */
  json<T>(name: string, fallback: T): Promise<T> {
    if (!this.has(name)) return Promise.resolve(fallback);
    let value = this.#cache.get(name) as Promise<T> | undefined;
    if (!value) {
      value = this.bytes(name).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as T);
      this.#cache.set(name, value);
      const oldest = this.#cache.keys().next().value;
      if (this.#cache.size > MAX_CACHED_BLOCKS && oldest !== undefined) this.#cache.delete(oldest);
    }
    return value;
  }
}

export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < characters.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

async function decompress(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
