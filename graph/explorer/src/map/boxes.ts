// Indexes of what is on the screen: boxes that must not overlap, and dots that no name should cover.

const CELL_WIDTH_PX = 96;
const CELL_HEIGHT_PX = 48;
const MAX_COLUMNS = 4096;

function* cellsOf(left: number, top: number, right: number, bottom: number): Generator<number> {
  for (let column = Math.floor(left / CELL_WIDTH_PX); column <= Math.floor(right / CELL_WIDTH_PX); column++) {
    for (let row = Math.floor(top / CELL_HEIGHT_PX); row <= Math.floor(bottom / CELL_HEIGHT_PX); row++)
      yield row * MAX_COLUMNS + column;
  }
}

/** Boxes on the screen, indexed by the grid cells that they touch. */
export class BoxIndex {
  readonly #cells = new Map<number, [number, number, number, number][]>();

  isFree(left: number, top: number, right: number, bottom: number): boolean {
    for (const key of cellsOf(left, top, right, bottom)) {
      for (const box of this.#cells.get(key) ?? []) {
        if (left < box[2] && box[0] < right && top < box[3] && box[1] < bottom) return false;
      }
    }
    return true;
  }

  add(left: number, top: number, right: number, bottom: number): void {
    for (const key of cellsOf(left, top, right, bottom)) {
      const cell = this.#cells.get(key);
      if (cell) cell.push([left, top, right, bottom]);
      else this.#cells.set(key, [[left, top, right, bottom]]);
    }
  }
}

const DOT_CELL_PX = 24;

/** Dots on the screen, in the cells of a grid. */
export class DotIndex {
  readonly #columns: number;
  readonly #rows: number;
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #dots: { readonly x: Float32Array; readonly y: Float32Array; readonly radius: Float32Array };
  readonly #terms: ArrayLike<number>;
  #maxRadius = 0;

  constructor(
    terms: ArrayLike<number>,
    width: number,
    height: number,
    at: (term: number) => readonly [x: number, y: number, radius: number],
  ) {
    const count = terms.length;
    this.#columns = Math.max(1, Math.ceil(width / DOT_CELL_PX));
    this.#rows = Math.max(1, Math.ceil(height / DOT_CELL_PX));
    this.#first = new Int32Array(this.#columns * this.#rows).fill(-1);
    this.#next = new Int32Array(count);
    this.#dots = { x: new Float32Array(count), y: new Float32Array(count), radius: new Float32Array(count) };
    this.#terms = terms;
    for (let i = 0; i < count; i++) {
      const [x, y, radius] = at(terms[i]);
      this.#dots.x[i] = x;
      this.#dots.y[i] = y;
      this.#dots.radius[i] = radius;
      this.#maxRadius = Math.max(this.#maxRadius, radius);
      const cell = this.#row(y) * this.#columns + this.#column(x);
      this.#next[i] = this.#first[cell];
      this.#first[cell] = i;
    }
  }

  /** How many dots a box covers, but for the dot of one term; counts no further than `most`. */
  covered(left: number, top: number, right: number, bottom: number, own: number, most = Infinity): number {
    const { x, y, radius } = this.#dots;
    let count = 0;
    const lastRow = this.#row(bottom + this.#maxRadius);
    const lastColumn = this.#column(right + this.#maxRadius);
    for (let row = this.#row(top - this.#maxRadius); row <= lastRow; row++) {
      for (let column = this.#column(left - this.#maxRadius); column <= lastColumn; column++) {
        for (let i = this.#first[row * this.#columns + column]; i >= 0; i = this.#next[i]) {
          const r = radius[i];
          if (x[i] + r <= left || x[i] - r >= right || y[i] + r <= top || y[i] - r >= bottom) continue;
          if (this.#terms[i] === own) continue;
          if (++count >= most) return count;
        }
      }
    }
    return count;
  }

  #column(x: number): number {
    return Math.max(0, Math.min(this.#columns - 1, Math.floor(x / DOT_CELL_PX)));
  }
  #row(y: number): number {
    return Math.max(0, Math.min(this.#rows - 1, Math.floor(y / DOT_CELL_PX)));
  }
}
