// The map on the screen: it reacts to dragging, pinching, the wheel and clicks, and is drawn again after every change.
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import { connectDrag } from "./drag.ts";
import { type Budget, type Drawn, draw, drawHover, MOVING_BUDGET, STILL_BUDGET } from "./draw.ts";
import { cameraFor, extentOf } from "./fitting.ts";
import { type Ribbon, ribbonAt } from "./focus-map.ts";
import { dotAt, termOfNameAt } from "./hit.ts";
import { createMeasure, type Measure } from "./labels.ts";
import { flightBetween, morph, prefersLessMotion } from "./motion.ts";
import { SvgPen } from "./pen.ts";
import { type Camera, type Scene, type Size, scaleOf } from "./scene.ts";
import { WheelZoom } from "./wheel.ts";

export interface MapEvents {
  /** A click on a term, or on no term: -1. */
  onClick(term: number): void;
  /** A click on the ribbon of a community. */
  onRibbon(ribbon: Ribbon): void;
  /** The term under the pointer, or -1, and the point of the screen. */
  onHover(term: number, x: number, y: number): void;
  /** A finger rests on a term. */
  onLongPress(term: number, x: number, y: number): void;
  /** The reader dragged a term to a point of the world. */
  onDrag(term: number, x: number, y: number, ended: boolean): void;
  onResize(): void;
  /** The reader moved the camera, and it has come to rest. */
  onMove(camera: Camera): void;
}

/** The map is at rest when the camera has not moved for so long. */
const REST_MS = 140;
/** Pictures that take longer than the first, or less than the second, change how much is drawn while the map moves. */
const SLOW_FRAME_MS = 27;
const FAST_FRAME_MS = 20;
const MAX_FRAME_GAP_MS = 400;
const MORPH_MS = 420;
/** Dots closer to each other than this are too small to be dragged. */
const MIN_DRAG_SPACING_PX = 14;

export class MapView {
  scene: Scene;
  drawn: Drawn = { terms: new Uint32Array(), edges: 0, labels: [] };
  /** Milliseconds that the last picture took. */
  drawMs = 0;
  readonly canvas: HTMLCanvasElement;
  readonly #events: MapEvents;
  readonly #context: CanvasRenderingContext2D;
  /** A canvas above the map for what the pointer is on, so that the map need not be drawn again. */
  readonly #hoverContext: CanvasRenderingContext2D;
  readonly measure: Measure;
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  readonly #wheel: WheelZoom;
  #size: Size = { width: 1, height: 1 };
  #fit = 1;
  /** The animation frame that will draw, and the one that moves the camera; 0 for none. */
  #drawFrame = 0;
  #flightFrame = 0;
  #morphFrame = 0;
  #restTimer = 0;
  #isMoving = false;
  #hoverIsDrawn = false;
  #showsWholeMap = true;
  #movingShare = 1;
  #lastFrameTime = 0;

  constructor(canvas: HTMLCanvasElement, hoverCanvas: HTMLCanvasElement, scene: Scene, events: MapEvents) {
    this.canvas = canvas;
    this.scene = scene;
    this.#events = events;
    this.#context = canvas.getContext("2d", { alpha: false })!;
    this.#hoverContext = hoverCanvas.getContext("2d")!;
    this.measure = createMeasure(document.createElement("canvas").getContext("2d")!);
    this.#zoom = zoom<HTMLCanvasElement, unknown>()
      .filter(
        (event: Event) =>
          !(event instanceof MouseEvent && (event.button > 0 || event.ctrlKey)) && !this.#isOnDot(event),
      )
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
    canvas.addEventListener("click", (event) => this.#onClick(event));
    canvas.addEventListener("dblclick", (event) => {
      if (this.termAt(event.offsetX, event.offsetY) < 0) this.zoomBy(2, [event.offsetX, event.offsetY]);
    });
    canvas.addEventListener("pointermove", (event) => this.#onPointer(event));
    canvas.addEventListener("pointerleave", () => events.onHover(-1, 0, 0));
    connectDrag(canvas, {
      dotAt: (x, y) => this.#dotAt(x, y),
      draggedAt: (x, y) => this.#dragged(x, y),
      toWorld: (x, y) => this.toWorld(x, y),
      onDrag: (term, x, y, ended) => events.onDrag(term, x, y, ended),
      onLongPress: (term, x, y) => events.onLongPress(term, x, y),
    });
    new ResizeObserver(() => {
      if (this.resize()) events.onResize();
    }).observe(canvas.parentElement!);
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
    return !this.#isMoving && !this.#drawFrame && !this.#flightFrame && !this.#morphFrame && !this.#wheel.isGliding;
  }

  /** Fits the canvas to its parent; returns whether its size changed. A map shown whole is shown whole again. */
  resize(): boolean {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement!;
    if (!width || !height || (width === this.#size.width && height === this.#size.height)) return false;
    const { camera } = this;
    const middle = [(this.#size.width / 2 - camera.x) / camera.k, (this.#size.height / 2 - camera.y) / camera.k];
    const pixelRatio = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * pixelRatio);
    this.canvas.height = Math.round(height * pixelRatio);
    this.#hoverContext.canvas.width = this.canvas.width;
    this.#hoverContext.canvas.height = this.canvas.height;
    this.#size = { width, height };
    const whole = this.#fitWhole();
    if (this.#showsWholeMap) this.#setCamera(whole);
    else this.#setCamera({ k: camera.k, x: width / 2 - middle[0] * camera.k, y: height / 2 - middle[1] * camera.k });
    this.#draw(); // at once, because a resized canvas is empty
    return true;
  }

  /** Adopts new places of the terms: shows the whole map again if it was shown whole. */
  refit(): void {
    const whole = this.#fitWhole();
    if (this.#showsWholeMap) this.#setCamera(whole);
    this.requestDraw();
  }

  /** Sets the limits of the zoom by the camera that shows the whole map, and returns that camera. */
  #fitWhole(): Camera {
    const whole = this.cameraFor();
    this.#fit = whole.k;
    this.#zoom.scaleExtent([whole.k * 0.4, Math.max(60, whole.k * 8)]).extent(extentOf(this.#size));
    return whole;
  }

  /** The camera that shows some terms, or else the whole map. */
  cameraFor(terms?: readonly number[]): Camera {
    return cameraFor(this.scene, this.#size, this.#fit, terms);
  }

  toWorld(x: number, y: number): [number, number] {
    const { camera } = this;
    return [(x - camera.x) / camera.k, (y - camera.y) / camera.k];
  }

  /** Shows a scene whose terms are elsewhere, and all of it: the terms move there from where they are on the screen. */
  morphTo(scene: Scene, camera?: Camera): void {
    const before = this.scene.places;
    const old = this.camera;
    this.#stopFlight();
    this.#wheel.stop();
    this.scene = scene;
    const whole = this.#fitWhole();
    const next = camera ?? whole;
    this.#setCamera(next);
    this.#showsWholeMap = !camera;
    if (prefersLessMotion()) {
      this.#draw();
      return;
    }
    const placesAt = morph(before, old, scene.places, next);
    const startTime = performance.now();
    const step = (): void => {
      const share = Math.min(1, (performance.now() - startTime) / MORPH_MS);
      const eased = 1 - (1 - share) ** 3;
      if (share < 1) {
        this.#isMoving = true;
        this.#draw({ ...this.scene, places: placesAt(eased) });
        this.#morphFrame = requestAnimationFrame(step);
      } else {
        this.#isMoving = false;
        this.#morphFrame = 0;
        this.#draw();
      }
    };
    step();
  }

  /** Moves the camera to show some terms, or else the whole map. */
  showTerms(terms?: readonly number[]): void {
    this.flyTo(this.cameraFor(terms));
    this.#showsWholeMap = !terms;
  }

  /** Moves a term to the middle, without zooming out, and zooms in to `minScale`. */
  centre(term: number, minScale = 0): void {
    const k = Math.max(this.camera.k, minScale);
    const { places } = this.scene;
    const { width, height } = this.#size;
    this.flyTo({ k, x: width / 2 - k * places.x[term], y: height / 2 - k * places.y[term] });
  }

  /** Moves the camera: smoothly (van Wijk and Nuij, 2003), or at once if asked to or if the reader prefers less motion. */
  flyTo(target: Camera, atOnce = false): void {
    this.#stopFlight();
    this.#wheel.stop();
    this.#showsWholeMap = false;
    if (atOnce || prefersLessMotion()) {
      this.#setCamera(target);
      return;
    }
    const flight = flightBetween(this.#size, this.camera, target);
    const durationMs = Math.min(900, Math.max(250, flight.durationMs * 0.5));
    const startTime = performance.now();
    const step = (): void => {
      const share = Math.min(1, (performance.now() - startTime) / durationMs);
      const eased = share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) * (1 - share);
      this.#setCamera(flight.cameraAt(eased));
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
    this.#setCamera({ k: this.camera.k, x: this.camera.x + dx, y: this.camera.y + dy });
    this.#events.onMove(this.camera);
  }

  /** The term at a point of the screen, or -1: the nearest dot, else a name. */
  termAt(x: number, y: number): number {
    const dot = this.#dotAt(x, y);
    return dot >= 0 ? dot : termOfNameAt(this.drawn.labels, x, y);
  }

  #dotAt(x: number, y: number, maxGap?: number): number {
    return dotAt(this.scene, this.camera, this.#fit, x, y, maxGap);
  }

  /** Whether a mouse button went down on a dot, which is then dragged instead of the map. */
  #isOnDot(event: Event): boolean {
    return (
      event instanceof MouseEvent && event.type === "mousedown" && this.#dragged(event.offsetX, event.offsetY) >= 0
    );
  }

  /** The term that a drag from a point of the screen moves: the pointer must be on its dot. Or -1. */
  #dragged(x: number, y: number): number {
    const { spacing } = scaleOf(this.scene, this.camera, this.#fit);
    return spacing >= MIN_DRAG_SPACING_PX && !this.scene.focusMap ? this.#dotAt(x, y, 0.5) : -1;
  }

  #onClick(event: MouseEvent): void {
    const term = this.termAt(event.offsetX, event.offsetY);
    const { focusMap } = this.scene;
    const ribbon = term < 0 && focusMap ? ribbonAt(focusMap, ...this.toWorld(event.offsetX, event.offsetY)) : null;
    if (ribbon) this.#events.onRibbon(ribbon);
    else this.#events.onClick(term);
  }

  /** Requests a new picture. Several requests in one frame give one picture. */
  requestDraw(scene: Scene = this.scene): void {
    this.scene = scene;
    if (this.#morphFrame) return; // its frames show the scene
    this.#drawFrame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Shows a scene in which a term is being dragged: drawn like a moving map. */
  showDrag(scene: Scene): void {
    this.#isMoving = true;
    clearTimeout(this.#restTimer);
    this.#restTimer = window.setTimeout(() => {
      this.#isMoving = false;
      this.requestDraw();
    }, REST_MS);
    this.requestDraw(scene);
  }

  /** Shows another term as the one under the pointer, without drawing the map again. */
  showHover(scene: Scene): void {
    this.scene = scene;
    this.#drawHover();
  }

  /** The picture as SVG. */
  svg(): string {
    const pen = new SvgPen();
    const { width, height } = this.#size;
    draw(pen, this.scene, this.camera, this.#fit, this.#size, { ...STILL_BUDGET, edges: 6000 }, this.measure);
    return pen.svg(width, height, this.scene.theme.ground);
  }

  /** The picture as PNG, at twice the resolution. */
  png(): Promise<Blob | null> {
    const canvas = document.createElement("canvas");
    canvas.width = this.#size.width * 2;
    canvas.height = this.#size.height * 2;
    const context = canvas.getContext("2d", { alpha: false })!;
    context.scale(2, 2);
    draw(context, this.scene, this.camera, this.#fit, this.#size, STILL_BUDGET, this.measure);
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
    const { focusMap } = this.scene;
    const { offsetX: x, offsetY: y } = event;
    const term = this.termAt(x, y);
    const isOver = term >= 0 || (focusMap !== null && ribbonAt(focusMap, ...this.toWorld(x, y)) !== null);
    this.canvas.classList.toggle("over", isOver);
    this.#events.onHover(term, x, y);
  }

  #budget(): Budget {
    if (!this.#isMoving) return STILL_BUDGET;
    const { edges, terms, labels } = MOVING_BUDGET;
    const share = this.#movingShare;
    return { edges: edges * share, terms: terms * share, labels: Math.ceil(labels * Math.max(0.3, share)) };
  }

  #draw(scene: Scene = this.scene): void {
    cancelAnimationFrame(this.#drawFrame);
    this.#drawFrame = 0;
    const pixelRatio = this.canvas.width / this.#size.width;
    this.#context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    const startTime = performance.now();
    this.drawn = draw(this.#context, scene, this.camera, this.#fit, this.#size, this.#budget(), this.measure);
    if (scene === this.scene) this.#drawHover();
    this.drawMs = performance.now() - startTime;
    if (this.#isMoving) this.#adaptBudget(startTime);
  }

  #drawHover(): void {
    const context = this.#hoverContext;
    const pixelRatio = context.canvas.width / this.#size.width;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (this.#hoverIsDrawn) context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    this.#hoverIsDrawn = this.scene.hover >= 0;
    if (!this.#hoverIsDrawn) return;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    drawHover(context, this.scene, this.camera, this.#fit, this.#size, this.measure);
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
