/** How wide names are, without laying them out. */

import type { Fits } from "./heights";

const pen = document.createElement("canvas").getContext("2d");
const widths = new Map<string, number>();
const MOST = 20_000;
let font = "";

/** Return a test for names that fit into `width` pixels. */
export function fitting(width: number): Fits {
  const style = getComputedStyle(document.body);
  const now = `${style.fontSize} ${style.fontFamily}`;
  if (now !== font || widths.size > MOST) {
    font = now;
    widths.clear();
    if (pen) pen.font = now;
  }
  return (name) => {
    let wide = widths.get(name);
    if (wide === undefined) {
      wide = pen?.measureText(name).width ?? Infinity;
      widths.set(name, wide);
    }
    return wide <= width;
  };
}
