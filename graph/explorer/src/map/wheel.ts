// Zooming with the wheel: the camera glides to its target, so that a coarse wheel zooms as smoothly as a fine one.
import type { Camera } from "./scene.ts";

/** Milliseconds in which the remaining distance shrinks to a third (1/e). */
const GLIDE_MS = 50;
/** The glide ends here: the logarithm of the remaining zoom factor. */
const MIN_DISTANCE = 0.001;

export class WheelZoom {
  readonly #camera: () => Camera;
  readonly #zoomRange: () => readonly [number, number];
  readonly #setCamera: (camera: Camera) => void;
  #target = 1;
  #pointer: readonly [number, number] = [0, 0];
  #frame = 0;
  #lastFrameTime = 0;

  constructor(
    canvas: HTMLCanvasElement,
    camera: () => Camera,
    zoomRange: () => readonly [number, number],
    setCamera: (camera: Camera) => void,
  ) {
    this.#camera = camera;
    this.#zoomRange = zoomRange;
    this.#setCamera = setCamera;
    canvas.addEventListener("wheel", (event) => this.#onWheel(event), { passive: false });
    canvas.addEventListener("pointerdown", () => this.stop());
  }

  get isGliding(): boolean {
    return this.#frame !== 0;
  }

  /** Stops the glide. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const [low, high] = this.#zoomRange();
    const start = this.#frame ? this.#target : this.#camera().k;
    this.#target = Math.min(high, Math.max(low, start * 2 ** doublings(event)));
    this.#pointer = [event.offsetX, event.offsetY];
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#zoomTo(this.#target);
    } else if (!this.#frame) {
      this.#lastFrameTime = performance.now();
      this.#frame = requestAnimationFrame(() => this.#glide());
    }
  }

  #glide(): void {
    const now = performance.now();
    const distance = Math.log(this.#target / this.#camera().k) * Math.exp((this.#lastFrameTime - now) / GLIDE_MS);
    const arrived = Math.abs(distance) < MIN_DISTANCE;
    this.#lastFrameTime = now;
    this.#zoomTo(arrived ? this.#target : this.#target / Math.exp(distance));
    this.#frame = arrived ? 0 : requestAnimationFrame(() => this.#glide());
  }

  /** Zooms around the pointer. */
  #zoomTo(zoom: number): void {
    const { k, x, y } = this.#camera();
    const [left, top] = this.#pointer;
    this.#setCamera({ k: zoom, x: left - ((left - x) * zoom) / k, y: top - ((top - y) * zoom) / k });
  }
}

/** How far a wheel was turned, in doublings of the zoom. A pinch on a touchpad arrives as a wheel event with the control key. */
function doublings(event: WheelEvent): number {
  const perUnit = event.deltaMode === 1 ? 0.05 : event.deltaMode ? 1 : 0.002;
  return -event.deltaY * perUnit * (event.ctrlKey ? 10 : 1);
}
