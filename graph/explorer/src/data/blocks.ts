// The page's data: deflated blocks in base64, one after the other in one text, unpacked when they are wanted.

/** Where each block stands in the text: its first character and its length. */
export type BlockIndex = Readonly<Record<string, readonly [number, number]>>;

const KEPT = 400;

export class Blocks {
  readonly #text: string;
  readonly #index: BlockIndex;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(text: string, index: BlockIndex) {
    this.#text = text;
    this.#index = index;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#index, name);
  }

  /** The bytes of a block; none where the page was built without it. */
  async bytes(name: string): Promise<ArrayBuffer> {
    if (!this.has(name)) return new ArrayBuffer(0);
    const [start, length] = this.#index[name];
    return inflated(fromBase64(this.#text.slice(start, start + length)));
  }

  /** The lines of a block. */
  async lines(name: string): Promise<string[]> {
    const text = new TextDecoder().decode(await this.bytes(name));
    return text ? text.split("\n") : [];
  }

  /** The value of a block of JSON, kept for the next time; `otherwise` where there is no such block. */
  json<T>(name: string, otherwise: T): Promise<T> {
    if (!this.has(name)) return Promise.resolve(otherwise);
    let value = this.#kept.get(name) as Promise<T> | undefined;
    if (!value) {
      value = this.bytes(name).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as T);
      this.#kept.set(name, value);
      const oldest = this.#kept.keys().next().value;
      if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    }
    return value;
  }
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
