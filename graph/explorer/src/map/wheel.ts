// The wheel: the camera glides to where it was turned, so that a coarse wheel moves the map as smoothly as a fine one.
import type { Camera } from "./scene.ts";

/** Milliseconds in which the way that is left shrinks to a third. */
const GLIDE = 50;
const NEAR = 0.001;

export class Wheel {
  readonly #camera: () => Camera;
  readonly #range: () => readonly [number, number];
  readonly #put: (camera: Camera) => void;
  #goal = 1;
  #at: readonly [number, number] = [0, 0];
  #frame = 0;
  #last = 0;

  constructor(
    canvas: HTMLCanvasElement,
    camera: () => Camera,
    range: () => readonly [number, number],
    put: (camera: Camera) => void,
  ) {
    this.#camera = camera;
    this.#range = range;
    this.#put = put;
    canvas.addEventListener("wheel", (event) => this.#turn(event), { passive: false });
    canvas.addEventListener("pointerdown", () => this.stop());
  }

  /** Lets the camera stay where it is. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #turn(event: WheelEvent): void {
    event.preventDefault();
    const [low, high] = this.#range();
    const from = this.#frame ? this.#goal : this.#camera().k;
    this.#goal = Math.min(high, Math.max(low, from * 2 ** turned(event)));
    this.#at = [event.offsetX, event.offsetY];
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#go(this.#goal);
    } else if (!this.#frame) {
      this.#last = performance.now();
      this.#frame = requestAnimationFrame(() => this.#step());
    }
  }

  #step(): void {
    const now = performance.now();
    const left = Math.log(this.#goal / this.#camera().k) * Math.exp((this.#last - now) / GLIDE);
    const near = Math.abs(left) < NEAR;
    this.#last = now;
    this.#go(near ? this.#goal : this.#goal / Math.exp(left));
    this.#frame = near ? 0 : requestAnimationFrame(() => this.#step());
  }

  #go(to: number): void {
    const { k, x, y } = this.#camera();
    const [left, top] = this.#at;
    this.#put({ k: to, x: left - ((left - x) * to) / k, y: top - ((top - y) * to) / k });
  }
}

/** How far a wheel was turned, in doublings; a pinch on a touchpad comes as a turned wheel with the control key. */
function turned(event: WheelEvent): number {
  const unit = event.deltaMode === 1 ? 0.05 : event.deltaMode ? 1 : 0.002;
  return -event.deltaY * unit * (event.ctrlKey ? 10 : 1);
}
