// What a map is drawn with: the part of a canvas's context that is used, and one that writes SVG instead.

export interface Pen {
  fillStyle: string | CanvasGradient | CanvasPattern;
  strokeStyle: string | CanvasGradient | CanvasPattern;
  lineWidth: number;
  lineJoin: CanvasLineJoin;
  lineCap: CanvasLineCap;
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  direction: CanvasDirection;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void;
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  fill(): void;
  stroke(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  setLineDash(segments: number[]): void;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(NOT_XML, "\ufffd")
    .replace(/[&<>"]/g, (letter) => ESCAPES[letter]);

const places = (value: number): string => String(Math.round(value * 100) / 100);

/** Writes what is drawn as SVG. */
export class SvgPen implements Pen {
  fillStyle: Pen["fillStyle"] = "#000";
  strokeStyle: Pen["strokeStyle"] = "#000";
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "miter";
  lineCap: CanvasLineCap = "butt";
  globalAlpha = 1;
  font = "12px sans-serif";
  textAlign: CanvasTextAlign = "start";
  textBaseline: CanvasTextBaseline = "alphabetic";
  direction: CanvasDirection = "ltr";
  readonly #made: string[] = [];
  #path: string[] = [];
  #dash: number[] = [];

  beginPath(): void {
    this.#path = [];
  }
  closePath(): void {
    this.#path.push("Z");
  }
  moveTo(x: number, y: number): void {
    this.#path.push(`M${places(x)} ${places(y)}`);
  }
  lineTo(x: number, y: number): void {
    this.#path.push(`L${places(x)} ${places(y)}`);
  }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.#path.push(`Q${places(cx)} ${places(cy)} ${places(x)} ${places(y)}`);
  }
  arc(x: number, y: number, radius: number): void {
    const r = places(radius);
    this.#path.push(`M${places(x + radius)} ${places(y)}`);
    this.#path.push(
      `A${r} ${r} 0 1 1 ${places(x - radius)} ${places(y)}A${r} ${r} 0 1 1 ${places(x + radius)} ${places(y)}Z`,
    );
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`M${places(x)} ${places(y)}h${places(width)}v${places(height)}h${places(-width)}Z`);
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    const size = `width="${places(width)}" height="${places(height)}"`;
    this.#add("rect", `x="${places(x)}" y="${places(y)}" ${size} fill="${this.fillStyle}"`, "fill-opacity");
  }
  fill(): void {
    this.#add("path", `d="${this.#path.join("")}" fill="${this.fillStyle}" fill-rule="evenodd"`, "fill-opacity");
  }
  stroke(): void {
    this.#add("path", `d="${this.#path.join("")}" fill="none" ${this.#strokes()}`, "stroke-opacity");
  }
  fillText(text: string, x: number, y: number): void {
    this.#text(text, x, y, `fill="${this.fillStyle}"`, "fill-opacity");
  }
  strokeText(text: string, x: number, y: number): void {
    this.#text(text, x, y, `fill="none" ${this.#strokes()}`, "stroke-opacity");
  }
  setLineDash(segments: number[]): void {
    this.#dash = segments;
  }

  /** The whole picture. */
  svg(width: number, height: number, ground: string): string {
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    const back = `<rect width="${width}" height="${height}" fill="${ground}"/>`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${back}\n${this.#made.join("\n")}\n</svg>\n`;
  }

  #strokes(): string {
    const dash = this.#dash.length ? ` stroke-dasharray="${this.#dash.join(" ")}"` : "";
    const line = `stroke="${this.strokeStyle}" stroke-width="${places(this.lineWidth)}" stroke-linejoin="${this.lineJoin}"`;
    return line + dash;
  }
  #text(text: string, x: number, y: number, paint: string, opacity: string): void {
    const anchor = this.textAlign === "center" ? "middle" : this.textAlign === "right" ? "end" : "start";
    const font = /^(\d+) ([\d.]+)px (.+)$/.exec(this.font);
    const letters = font
      ? `font-weight="${font[1]}" font-size="${font[2]}" font-family="${xmlText(font[3])}"`
      : `style="font:${xmlText(this.font)}"`;
    const place = `x="${places(x)}" y="${places(y)}" text-anchor="${anchor}" dominant-baseline="central"`;
    this.#add("text", `${place} ${letters} ${paint}`, opacity, xmlText(text));
  }
  #add(element: string, attributes: string, opacity: string, content = ""): void {
    const alpha = this.globalAlpha < 1 ? ` ${opacity}="${places(this.globalAlpha)}"` : "";
    this.#made.push(
      content ? `<${element} ${attributes}${alpha}>${content}</${element}>` : `<${element} ${attributes}${alpha}/>`,
    );
  }
}
