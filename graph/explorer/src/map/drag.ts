// Dragging dots with the mouse, and resting a finger on one.

interface DragEvents {
  /** The term whose dot is at a point of the screen, or -1. */
  dotAt(x: number, y: number): number;
  /** The term that a drag from a point of the screen moves, or -1. */
  draggedAt(x: number, y: number): number;
  toWorld(x: number, y: number): readonly [number, number];
  onDrag(term: number, x: number, y: number, ended: boolean): void;
  onLongPress(term: number, x: number, y: number): void;
}

/** Pixels that the pointer moves before a click becomes a drag. */
const MIN_DRAG_PX = 5;
const LONG_PRESS_MS = 480;

export function connectDrag(canvas: HTMLCanvasElement, events: DragEvents): void {
  let term = -1;
  let start: readonly [number, number] = [0, 0];
  let isDragging = false;
  let pressTimer = 0;

  canvas.addEventListener("pointerdown", (event) => {
    const [x, y] = [event.offsetX, event.offsetY];
    start = [x, y];
    isDragging = false;
    if (event.pointerType === "touch") {
      clearTimeout(pressTimer);
      const dot = events.dotAt(x, y);
      if (dot >= 0 && event.isPrimary)
        pressTimer = window.setTimeout(() => events.onLongPress(dot, x, y), LONG_PRESS_MS);
      return;
    }
    term = event.button === 0 && !event.ctrlKey ? events.draggedAt(x, y) : -1;
  });
  canvas.addEventListener("pointermove", (event) => {
    const distance = Math.hypot(event.offsetX - start[0], event.offsetY - start[1]);
    if (event.pointerType === "touch") {
      if (distance > MIN_DRAG_PX) clearTimeout(pressTimer);
      return;
    }
    if (term < 0 || !(event.buttons & 1) || (!isDragging && distance < MIN_DRAG_PX)) return;
    if (!isDragging) canvas.setPointerCapture(event.pointerId);
    isDragging = true;
    events.onDrag(term, ...events.toWorld(event.offsetX, event.offsetY), false);
  });
  const end = (event: PointerEvent): void => {
    clearTimeout(pressTimer);
    if (isDragging && term >= 0) {
      events.onDrag(term, ...events.toWorld(event.offsetX, event.offsetY), true);
      canvas.addEventListener("click", stopClick, { capture: true, once: true });
      setTimeout(() => canvas.removeEventListener("click", stopClick, { capture: true }));
    }
    term = -1;
    isDragging = false;
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
}

/** The click that ends a drag selects nothing. */
function stopClick(event: MouseEvent): void {
  event.stopImmediatePropagation();
  event.preventDefault();
}
