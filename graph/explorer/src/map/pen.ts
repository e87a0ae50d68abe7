// The part of a canvas context that the map draws with, and an implementation that writes SVG.

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
/** Characters that XML 1.0 cannot hold. */
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(NOT_XML, "\ufffd")
    .replace(/[&<>"]/g, (letter) => ESCAPES[letter]);

const round = (value: number): string => String(Math.round(value * 100) / 100);

/** Writes the drawing as SVG. */
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
  readonly #elements: string[] = [];
  #path: string[] = [];
  #dash: number[] = [];
  /** The outline of the text that is filled next. */
  #outline: { readonly of: string; readonly paint: string } | null = null;

  beginPath(): void {
    this.#path = [];
  }
  closePath(): void {
    this.#path.push("Z");
  }
  moveTo(x: number, y: number): void {
    this.#path.push(`M${round(x)} ${round(y)}`);
  }
  lineTo(x: number, y: number): void {
    this.#path.push(`L${round(x)} ${round(y)}`);
  }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.#path.push(`Q${round(cx)} ${round(cy)} ${round(x)} ${round(y)}`);
  }
  arc(x: number, y: number, radius: number): void {
    const r = round(radius);
    this.#path.push(`M${round(x + radius)} ${round(y)}`);
    this.#path.push(
      `A${r} ${r} 0 1 1 ${round(x - radius)} ${round(y)}A${r} ${r} 0 1 1 ${round(x + radius)} ${round(y)}Z`,
    );
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`);
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    const size = `width="${round(width)}" height="${round(height)}"`;
    this.#add("rect", `x="${round(x)}" y="${round(y)}" ${size} fill="${this.fillStyle}"`, "fill-opacity");
  }
  fill(): void {
    this.#add("path", `d="${this.#path.join("")}" fill="${this.fillStyle}" fill-rule="evenodd"`, "fill-opacity");
  }
  stroke(): void {
    this.#add("path", `d="${this.#path.join("")}" fill="none" ${this.#strokes()}`, "stroke-opacity");
  }
  /** Writes a text once: with the outline below it that `strokeText` asked for. */
  fillText(text: string, x: number, y: number): void {
    const outline = this.#outline?.of === `${x} ${y} ${text}` ? ` ${this.#outline.paint} paint-order="stroke"` : "";
    this.#outline = null;
    this.#text(text, x, y, `fill="${this.fillStyle}"${outline}`, "fill-opacity");
  }
  strokeText(text: string, x: number, y: number): void {
    const opacity = this.globalAlpha < 1 ? ` stroke-opacity="${round(this.globalAlpha)}"` : "";
    this.#outline = { of: `${x} ${y} ${text}`, paint: this.#strokes() + opacity };
  }
  setLineDash(segments: number[]): void {
    this.#dash = segments;
  }

  /** The drawing as an SVG document. */
  svg(width: number, height: number, ground: string): string {
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    const background = `<rect width="${width}" height="${height}" fill="${ground}"/>`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${background}\n${this.#elements.join("\n")}\n</svg>\n`;
  }

  #strokes(): string {
    const dash = this.#dash.length ? ` stroke-dasharray="${this.#dash.join(" ")}"` : "";
    const line = `stroke="${this.strokeStyle}" stroke-width="${round(this.lineWidth)}" stroke-linejoin="${this.lineJoin}"`;
    return line + dash;
  }
  #text(text: string, x: number, y: number, paint: string, opacity: string): void {
    const anchor = this.textAlign === "center" ? "middle" : this.textAlign === "right" ? "end" : "start";
    const font = /^(\d+) ([\d.]+)px (.+)$/.exec(this.font);
    const fontAttributes = font
      ? `font-weight="${font[1]}" font-size="${font[2]}" font-family="${xmlText(font[3])}"`
      : `style="font:${xmlText(this.font)}"`;
    const position = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" dominant-baseline="central"`;
    this.#add("text", `${position} ${fontAttributes} ${paint}`, opacity, xmlText(text));
  }
  #add(element: string, attributes: string, opacity: string, content = ""): void {
    const alpha = this.globalAlpha < 1 ? ` ${opacity}="${round(this.globalAlpha)}"` : "";
    this.#elements.push(
      content ? `<${element} ${attributes}${alpha}>${content}</${element}>` : `<${element} ${attributes}${alpha}/>`,
    );
  }
}
