// The map on the screen: it reacts to dragging, pinching, the wheel and clicks, and is drawn again after every change.
import { interpolateZoom } from "d3-interpolate";
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import { WORLD } from "../data/graph.ts";
import { type Budget, type Drawn, draw, MOVING_BUDGET, STILL_BUDGET } from "./draw.ts";
import { createMeasure, type Measure } from "./labels.ts";
import { SvgPen } from "./pen.ts";
import { type Camera, type Scene, type Size, scaleOf } from "./scene.ts";
import { WheelZoom } from "./wheel.ts";

export interface MapEvents {
  /** A click on a term, or on no term: -1. */
  onClick(term: number): void;
  /** The term under the pointer, or -1. */
  onHover(term: number): void;
  /** The reader moved the camera, and it has come to rest. */
  onMove(camera: Camera): void;
}

/** The map is at rest when the camera has not moved for so long. */
const REST_MS = 140;
/** Pictures that take longer than the first, or less than the second, change how much is drawn while the map moves. */
const SLOW_FRAME_MS = 27;
const FAST_FRAME_MS = 20;
const MAX_FRAME_GAP_MS = 400;

export class MapView {
  scene: Scene;
  drawn: Drawn = { terms: 0, edges: 0, labels: [] };
  /** Milliseconds that the last picture took. */
  drawMs = 0;
  readonly canvas: HTMLCanvasElement;
  readonly #events: MapEvents;
  readonly #context: CanvasRenderingContext2D;
  readonly #measure: Measure;
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  readonly #wheel: WheelZoom;
  #size: Size = { width: 1, height: 1 };
  #fit = 1;
  /** The animation frame that will draw, and the one that moves the camera; 0 for none. */
  #drawFrame = 0;
  #flightFrame = 0;
  #restTimer = 0;
  #isMoving = false;
  #showsWholeMap = true;
  #movingShare = 1;
  #lastFrameTime = 0;

  constructor(canvas: HTMLCanvasElement, scene: Scene, events: MapEvents) {
    this.canvas = canvas;
    this.scene = scene;
    this.#events = events;
    this.#context = canvas.getContext("2d", { alpha: false })!;
    this.#measure = createMeasure(document.createElement("canvas").getContext("2d")!);
    this.#zoom = zoom<HTMLCanvasElement, unknown>()
      .filter((event: Event) => !(event instanceof MouseEvent && (event.button > 0 || event.ctrlKey)))
      .clickDistance(4)
      .tapDistance(12)
      .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => this.#onZoom(Boolean(event.sourceEvent)));
    select(canvas).call(this.#zoom).on("dblclick.zoom", null).on("wheel.zoom", null);
    this.#wheel = new WheelZoom(
      canvas,
      () => this.camera,
      () => this.#zoom.scaleExtent(),
      (camera) => {
        this.#setCamera(camera);
        this.#onZoom(true);
      },
    );
    canvas.addEventListener("click", (event) => events.onClick(this.termAt(event.offsetX, event.offsetY)));
    canvas.addEventListener("dblclick", (event) => this.zoomBy(2, [event.offsetX, event.offsetY]));
    canvas.addEventListener("pointermove", (event) => this.#onPointer(event));
    canvas.addEventListener("pointerleave", () => events.onHover(-1));
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement!);
    this.resize();
  }

  get camera(): Camera {
    return zoomTransform(this.canvas);
  }
  get size(): Size {
    return this.#size;
  }
  /** The scale of the camera that shows the whole map. */
  get fit(): number {
    return this.#fit;
  }
  /** Whether the camera is at rest and the last picture shows the current scene. */
  get isSettled(): boolean {
    return !this.#isMoving && !this.#drawFrame && !this.#flightFrame && !this.#wheel.isGliding;
  }

  /** Fits the canvas to its parent. The middle stays in the middle; a map shown whole is shown whole again. */
  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement!;
    if (!width || !height || (width === this.#size.width && height === this.#size.height)) return;
    const { camera } = this;
    const middle = [(this.#size.width / 2 - camera.x) / camera.k, (this.#size.height / 2 - camera.y) / camera.k];
    const pixelRatio = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * pixelRatio);
    this.canvas.height = Math.round(height * pixelRatio);
    this.#size = { width, height };
    const whole = this.cameraFor();
    this.#fit = whole.k;
    this.#zoom.scaleExtent([whole.k * 0.4, Math.max(60, whole.k * 8)]).extent([
      [0, 0],
      [width, height],
    ]);
    if (this.#showsWholeMap) this.#setCamera(whole);
    else this.#setCamera({ k: camera.k, x: width / 2 - middle[0] * camera.k, y: height / 2 - middle[1] * camera.k });
    this.#draw(); // at once, because a resized canvas is empty
  }

  /** The camera that shows some terms, or else the whole map. */
  cameraFor(terms?: readonly number[]): Camera {
    const { graph, visible } = this.scene;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const count = terms ? terms.length : graph.terms;
    for (let i = 0; i < count; i++) {
      const term = terms ? terms[i] : i;
      if (!terms && !visible.terms[term]) continue;
      left = Math.min(left, graph.x[term]);
      right = Math.max(right, graph.x[term]);
      top = Math.min(top, graph.y[term]);
      bottom = Math.max(bottom, graph.y[term]);
    }
    if (left > right) [left, top, right, bottom] = [0, 0, WORLD, WORLD];
    const { width, height } = this.#size;
    const nameMargin = terms || graph.terms <= 1000 ? 90 : 48; // for names at the border
    const margin = Math.min(nameMargin, 0.12 * Math.min(width, height) + 14);
    const maxScale = terms ? Math.max(this.#fit * 1.2, Math.min(this.#fit * 4, 12)) : 3;
    const k = Math.min(
      (width - 2 * margin) / Math.max(1e-6, right - left),
      (height - 2 * margin) / Math.max(1e-6, bottom - top),
      maxScale,
    );
    return { k, x: width / 2 - (k * (left + right)) / 2, y: height / 2 - (k * (top + bottom)) / 2 };
  }

  /** Moves the camera to show some terms, or else the whole map. */
  showTerms(terms?: readonly number[]): void {
    this.flyTo(this.cameraFor(terms));
    this.#showsWholeMap = !terms;
  }

  /** Moves a term to the middle, without zooming out, and zooms in to `minScale`. */
  centre(term: number, minScale = 0): void {
    const k = Math.max(this.camera.k, minScale);
    const { graph } = this.scene;
    const { width, height } = this.#size;
    this.flyTo({ k, x: width / 2 - k * graph.x[term], y: height / 2 - k * graph.y[term] });
  }

  /** Moves the camera: smoothly (van Wijk and Nuij, 2003), or at once if asked to or if the reader prefers less motion. */
  flyTo(target: Camera, atOnce = false): void {
    this.#stopFlight();
    this.#wheel.stop();
    this.#showsWholeMap = false;
    if (atOnce || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#setCamera(target);
      return;
    }
    const { width, height } = this.#size;
    const shortSide = Math.min(width, height);
    const toView = (camera: Camera): [number, number, number] => [
      (width / 2 - camera.x) / camera.k,
      (height / 2 - camera.y) / camera.k,
      shortSide / camera.k,
    ];
    const viewAt = interpolateZoom(toView(this.camera), toView(target));
    const durationMs = Math.min(900, Math.max(250, viewAt.duration * 0.5));
    const startTime = performance.now();
    const step = (): void => {
      const share = Math.min(1, (performance.now() - startTime) / durationMs);
      const eased = share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) * (1 - share);
      const [x, y, viewWidth] = viewAt(eased);
      const k = shortSide / viewWidth;
      this.#setCamera({ k, x: width / 2 - k * x, y: height / 2 - k * y });
      this.#flightFrame = share < 1 ? requestAnimationFrame(step) : 0;
    };
    step();
  }

  /** Zooms around a point of the screen, by default its middle. */
  zoomBy(factor: number, point: readonly [number, number] = [this.#size.width / 2, this.#size.height / 2]): void {
    const { k, x, y } = this.camera;
    const [low, high] = this.#zoom.scaleExtent();
    const target = Math.min(high, Math.max(low, k * factor));
    const [left, top] = point;
    this.flyTo({ k: target, x: left - ((left - x) * target) / k, y: top - ((top - y) * target) / k });
    this.#events.onMove(this.camera);
  }

  pan(dx: number, dy: number): void {
    const { k, x, y } = this.camera;
    this.#setCamera({ k, x: x + dx, y: y + dy });
    this.#events.onMove(this.camera);
  }

  /** The term at a point of the screen, or -1: the nearest dot, else a name. */
  termAt(x: number, y: number): number {
    const { graph, visible } = this.scene;
    const { camera } = this;
    const scale = scaleOf(graph, camera, this.#fit);
    let nearest = -1;
    let nearestGap = Infinity;
    for (let term = 0; term < graph.terms; term++) {
      const dx = graph.x[term] * camera.k + camera.x - x;
      if (dx > 40 || dx < -40 || !visible.terms[term]) continue;
      const dy = graph.y[term] * camera.k + camera.y - y;
      const gap = Math.hypot(dx, dy) - scale.radius(term);
      if (gap > 7 || gap >= nearestGap) continue;
      nearestGap = gap;
      nearest = term;
    }
    if (nearest >= 0) return nearest;
    const label = this.drawn.labels.find(
      ({ left, top, width, height }) => x >= left && x <= left + width && y >= top && y <= top + height,
    );
    return label ? label.term : -1;
  }

  /** Requests a new picture. Several requests in one frame give one picture. */
  requestDraw(scene: Scene = this.scene): void {
    this.scene = scene;
    this.#drawFrame ||= requestAnimationFrame(() => this.#draw());
  }

  /** The picture as SVG. */
  svg(): string {
    const pen = new SvgPen();
    const { width, height } = this.#size;
    draw(pen, this.scene, this.camera, this.#fit, this.#size, { ...STILL_BUDGET, edges: 6000 }, this.#measure);
    return pen.svg(width, height, this.scene.theme.ground);
  }

  /** The picture as PNG, at twice the resolution of the screen. */
  png(): Promise<Blob | null> {
    const canvas = document.createElement("canvas");
    canvas.width = this.#size.width * 2;
    canvas.height = this.#size.height * 2;
    const context = canvas.getContext("2d", { alpha: false })!;
    context.scale(2, 2);
    draw(context, this.scene, this.camera, this.#fit, this.#size, STILL_BUDGET, this.#measure);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  #setCamera(camera: Camera): void {
    select(this.canvas).call(this.#zoom.transform, zoomIdentity.translate(camera.x, camera.y).scale(camera.k));
  }

  #stopFlight(): void {
    cancelAnimationFrame(this.#flightFrame);
    this.#flightFrame = 0;
  }

  #onZoom(byReader: boolean): void {
    this.#isMoving = true;
    if (byReader) {
      this.#stopFlight();
      this.#showsWholeMap = false;
    }
    clearTimeout(this.#restTimer);
    this.#restTimer = window.setTimeout(() => {
      this.#isMoving = false;
      this.requestDraw();
      if (byReader) this.#events.onMove(this.camera);
    }, REST_MS);
    this.requestDraw();
  }

  #onPointer(event: PointerEvent): void {
    if (event.buttons || event.pointerType === "touch") return;
    const term = this.termAt(event.offsetX, event.offsetY);
    this.canvas.classList.toggle("over", term >= 0);
    this.#events.onHover(term);
  }

  #budget(): Budget {
    if (!this.#isMoving) return STILL_BUDGET;
    const { edges, terms, labels } = MOVING_BUDGET;
    const share = this.#movingShare;
    return { edges: edges * share, terms: terms * share, labels: Math.ceil(labels * Math.max(0.3, share)) };
  }

  #draw(): void {
    cancelAnimationFrame(this.#drawFrame);
    this.#drawFrame = 0;
    const pixelRatio = this.canvas.width / this.#size.width;
    this.#context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    const startTime = performance.now();
    this.drawn = draw(this.#context, this.scene, this.camera, this.#fit, this.#size, this.#budget(), this.#measure);
    this.drawMs = performance.now() - startTime;
    if (this.#isMoving) this.#adaptBudget(startTime);
  }

  /** Draws less when pictures come too slowly, whether the script or the screen is slow. */
  #adaptBudget(now: number): void {
    const gapMs = now - this.#lastFrameTime;
    this.#lastFrameTime = now;
    if (gapMs > MAX_FRAME_GAP_MS) return; // the first picture of a movement
    const factor = gapMs > SLOW_FRAME_MS ? 0.7 : gapMs < FAST_FRAME_MS ? 1.06 : 1;
    this.#movingShare = Math.min(1, Math.max(0.06, this.#movingShare * factor));
  }
}
