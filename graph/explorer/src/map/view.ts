// The map on the screen: it is dragged, pinched, wheeled and clicked, and drawn again when something has changed.
import { interpolateZoom } from "d3-interpolate";
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import { WORLD } from "../data/graph.ts";
import { type Budget, type Drawn, draw, MOVING, STILL } from "./draw.ts";
import { type Measure, measurer } from "./labels.ts";
import { SvgPen } from "./pen.ts";
import { type Camera, type Scene, type Size, scaleOf } from "./scene.ts";
import { Wheel } from "./wheel.ts";

export interface MapEvents {
  clicked(term: number): void;
  hovered(term: number): void;
  /** The camera has come to rest, moved by the reader. */
  moved(camera: Camera): void;
}

const REST = 140;
const SLOW = 27;
const FAST = 20;

export class MapView {
  scene: Scene;
  drawn: Drawn = { terms: 0, edges: 0, labels: [] };
  /** Milliseconds that the last picture took. */
  took = 0;
  readonly canvas: HTMLCanvasElement;
  readonly #events: MapEvents;
  readonly #context: CanvasRenderingContext2D;
  readonly #measure: Measure;
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  #size: Size = { width: 1, height: 1 };
  #fit = 1;
  #waiting = 0;
  #resting = 0;
  readonly #wheel: Wheel;
  #flying = 0;
  #moving = false;
  #quality = 1;
  #last = 0;
  #framed = true;

  constructor(canvas: HTMLCanvasElement, scene: Scene, events: MapEvents) {
    this.canvas = canvas;
    this.scene = scene;
    this.#events = events;
    this.#context = canvas.getContext("2d", { alpha: false })!;
    this.#measure = measurer(document.createElement("canvas").getContext("2d")!);
    this.#zoom = zoom<HTMLCanvasElement, unknown>()
      .filter((event: Event) => !(event instanceof MouseEvent && (event.button > 0 || event.ctrlKey)))
      .clickDistance(4)
      .tapDistance(12)
      .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => this.#onZoom(Boolean(event.sourceEvent)));
    select(canvas).call(this.#zoom).on("dblclick.zoom", null).on("wheel.zoom", null);
    this.#wheel = new Wheel(
      canvas,
      () => this.camera,
      () => this.#zoom.scaleExtent(),
      (camera) => {
        this.#put(camera);
        this.#onZoom(true);
      },
    );
    canvas.addEventListener("click", (event) => events.clicked(this.at(event.offsetX, event.offsetY)));
    canvas.addEventListener("dblclick", (event) => this.closer(2, [event.offsetX, event.offsetY]));
    canvas.addEventListener("pointermove", (event) => this.#onPointer(event));
    canvas.addEventListener("pointerleave", () => events.hovered(-1));
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement!);
    this.resize();
  }

  get camera(): Camera {
    return zoomTransform(this.canvas);
  }
  get size(): Size {
    return this.#size;
  }
  /** How close the camera is when the whole map fits. */
  get fit(): number {
    return this.#fit;
  }

  /** Takes the room that there is; the middle stays the middle, and what was seen whole is seen whole. */
  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement!;
    if (!width || !height || (width === this.#size.width && height === this.#size.height)) return;
    const { camera } = this;
    const middle = [(this.#size.width / 2 - camera.x) / camera.k, (this.#size.height / 2 - camera.y) / camera.k];
    const dense = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * dense);
    this.canvas.height = Math.round(height * dense);
    this.#size = { width, height };
    const whole = this.whole();
    this.#fit = whole.k;
    this.#zoom.scaleExtent([whole.k * 0.4, Math.max(60, whole.k * 8)]).extent([
      [0, 0],
      [width, height],
    ]);
    if (this.#framed) this.#put(whole);
    else this.#put({ k: camera.k, x: width / 2 - middle[0] * camera.k, y: height / 2 - middle[1] * camera.k });
    this.#paint(); // at once, since a canvas that was resized is empty
  }

  /** The camera that sees all. */
  whole(terms?: readonly number[]): Camera {
    const { graph, shown } = this.scene;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const count = terms ? terms.length : graph.terms;
    for (let i = 0; i < count; i++) {
      const term = terms ? terms[i] : i;
      if (!terms && !shown.terms[term]) continue;
      left = Math.min(left, graph.x[term]);
      right = Math.max(right, graph.x[term]);
      top = Math.min(top, graph.y[term]);
      bottom = Math.max(bottom, graph.y[term]);
    }
    if (left > right) [left, top, right, bottom] = [0, 0, WORLD, WORLD];
    const { width, height } = this.#size;
    const wide = terms || graph.terms <= 1000 ? 90 : 48; // for the names at the border
    const margin = Math.min(wide, 0.12 * Math.min(width, height) + 14);
    const most = terms ? Math.max(this.#fit * 1.2, Math.min(this.#fit * 4, 12)) : 3;
    const k = Math.min(
      (width - 2 * margin) / Math.max(1e-6, right - left),
      (height - 2 * margin) / Math.max(1e-6, bottom - top),
      most,
    );
    return { k, x: width / 2 - (k * (left + right)) / 2, y: height / 2 - (k * (top + bottom)) / 2 };
  }

  /** Shows all, or these terms. */
  frame(terms?: readonly number[], still = false): void {
    this.fly(this.whole(terms), still);
    this.#framed = !terms;
  }

  /** Shows a point of the world in the middle, as close as the camera is, or closer. */
  centre(term: number, closest = 0): void {
    const k = Math.max(this.camera.k, closest);
    const { graph } = this.scene;
    const { width, height } = this.#size;
    this.fly({ k, x: width / 2 - k * graph.x[term], y: height / 2 - k * graph.y[term] });
  }

  /** Moves the camera, smoothly unless the reader wants it still (van Wijk and Nuij, 2003). */
  fly(to: Camera, still = false): void {
    cancelAnimationFrame(this.#flying);
    this.#wheel.stop();
    this.#framed = false;
    if (still || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#put(to);
      return;
    }
    const { width, height } = this.#size;
    const wide = Math.min(width, height);
    const seen = (camera: Camera): [number, number, number] => [
      (width / 2 - camera.x) / camera.k,
      (height / 2 - camera.y) / camera.k,
      wide / camera.k,
    ];
    const between = interpolateZoom(seen(this.camera), seen(to));
    const lasts = Math.min(900, Math.max(250, between.duration * 0.5));
    const began = performance.now();
    const step = (): void => {
      const share = Math.min(1, (performance.now() - began) / lasts);
      const eased = share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) * (1 - share);
      const [x, y, w] = between(eased);
      const k = wide / w;
      this.#put({ k, x: width / 2 - k * x, y: height / 2 - k * y });
      if (share < 1) this.#flying = requestAnimationFrame(step);
    };
    step();
  }

  closer(factor: number, at: readonly [number, number] = [this.#size.width / 2, this.#size.height / 2]): void {
    const { k, x, y } = this.camera;
    const [low, high] = this.#zoom.scaleExtent();
    const to = Math.min(high, Math.max(low, k * factor));
    this.fly({ k: to, x: at[0] - ((at[0] - x) * to) / k, y: at[1] - ((at[1] - y) * to) / k });
    this.#events.moved(this.camera);
  }

  pan(dx: number, dy: number): void {
    const { k, x, y } = this.camera;
    this.#put({ k, x: x + dx, y: y + dy });
    this.#events.moved(this.camera);
  }

  /** The term at a place of the screen, or -1: the nearest whose dot or name is there. */
  at(x: number, y: number): number {
    const { graph, shown } = this.scene;
    const { camera } = this;
    const scale = scaleOf(graph, camera, this.#fit);
    let best = -1;
    let nearest = Infinity;
    for (let term = 0; term < graph.terms; term++) {
      const dx = graph.x[term] * camera.k + camera.x - x;
      if (dx > 40 || dx < -40 || !shown.terms[term]) continue;
      const dy = graph.y[term] * camera.k + camera.y - y;
      const beyond = Math.hypot(dx, dy) - scale.radius(term);
      if (beyond > 7 || beyond >= nearest) continue;
      nearest = beyond;
      best = term;
    }
    if (best >= 0) return best;
    const on = this.drawn.labels.find(
      (l) => x >= l.left && x <= l.left + l.width && y >= l.top && y <= l.top + l.height,
    );
    return on ? on.term : -1;
  }

  /** Asks for a new picture; many askings make one. */
  change(scene: Scene = this.scene): void {
    this.scene = scene;
    this.#waiting ||= requestAnimationFrame(() => this.#paint());
  }

  /** The picture as SVG. */
  svg(): string {
    const pen = new SvgPen();
    const { width, height } = this.#size;
    draw(pen, this.scene, this.camera, this.#fit, this.#size, { ...STILL, edges: 6000 }, this.#measure);
    return pen.svg(width, height, this.scene.theme.ground);
  }

  /** The picture as PNG, twice as fine as the screen. */
  png(): Promise<Blob | null> {
    const canvas = document.createElement("canvas");
    canvas.width = this.#size.width * 2;
    canvas.height = this.#size.height * 2;
    const context = canvas.getContext("2d", { alpha: false })!;
    context.scale(2, 2);
    draw(context, this.scene, this.camera, this.#fit, this.#size, STILL, this.#measure);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  #put(camera: Camera): void {
    select(this.canvas).call(this.#zoom.transform, zoomIdentity.translate(camera.x, camera.y).scale(camera.k));
  }

  #onZoom(byReader: boolean): void {
    this.#moving = true;
    if (byReader) {
      cancelAnimationFrame(this.#flying);
      this.#framed = false;
    }
    clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => {
      this.#moving = false;
      this.change();
      if (byReader) this.#events.moved(this.camera);
    }, REST);
    this.change();
  }

  #onPointer(event: PointerEvent): void {
    if (event.buttons || event.pointerType === "touch") return;
    const term = this.at(event.offsetX, event.offsetY);
    this.canvas.classList.toggle("over", term >= 0);
    this.#events.hovered(term);
  }

  #budget(): Budget {
    if (!this.#moving) return STILL;
    const { edges, terms, labels } = MOVING;
    const share = this.#quality;
    return { edges: edges * share, terms: terms * share, labels: Math.ceil(labels * Math.max(0.3, share)) };
  }

  #paint(): void {
    cancelAnimationFrame(this.#waiting);
    this.#waiting = 0;
    const dense = this.canvas.width / this.#size.width;
    this.#context.setTransform(dense, 0, 0, dense, 0, 0);
    const began = performance.now();
    this.drawn = draw(this.#context, this.scene, this.camera, this.#fit, this.#size, this.#budget(), this.#measure);
    this.took = performance.now() - began;
    if (this.#moving) this.#adapt(began);
  }

  /** Draws less where pictures come too slowly, whether it is the script or the screen that is slow. */
  #adapt(now: number): void {
    const since = now - this.#last;
    this.#last = now;
    if (since > 400) return; // the first of a movement
    this.#quality = Math.min(1, Math.max(0.06, this.#quality * (since > SLOW ? 0.7 : since < FAST ? 1.06 : 1)));
  }
}
