/** Shapes of the map, drawn at twice their size for sharp screens. */
export type Sign = 'disc' | 'ring' | 'diamond' | 'square' | 'split' | 'hatch';

export function icon(shape: Sign, ink: string, paper: string): ImageData {
  const size = shape === 'hatch' ? 16 : 32;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const g = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
  if (shape === 'hatch') {
    g.strokeStyle = ink;
    g.lineWidth = 1.6;
    for (const d of [-8, 8, 24]) {
      g.beginPath();
      g.moveTo(d - 8, 16);
      g.lineTo(d + 8, 0);
      g.stroke();
    }
    return g.getImageData(0, 0, size, size);
  }
  g.lineWidth = 4;
  g.strokeStyle = shape === 'ring' ? ink : paper;
  g.fillStyle = shape === 'ring' ? paper : ink;
  g.beginPath();
  if (shape === 'diamond') {
    g.moveTo(16, 2);
    g.lineTo(30, 16);
    g.lineTo(16, 30);
    g.lineTo(2, 16);
    g.closePath();
  } else if (shape === 'square' || shape === 'split') g.rect(6, 6, 20, 20);
  else g.arc(16, 16, 10, 0, Math.PI * 2);
  g.fill();
  g.stroke();
  if (shape === 'split') {
    // Two holders are named: a square of two halves.
    g.fillStyle = paper;
    g.beginPath();
    g.moveTo(8, 8);
    g.lineTo(24, 8);
    g.lineTo(8, 24);
    g.fill();
    g.strokeStyle = ink;
    g.lineWidth = 2.5;
    g.strokeRect(7, 7, 18, 18);
  }
  return g.getImageData(0, 0, size, size);
}

/** Parts of a cluster's ring, in the same order as the name of its picture: contested, several origins, one origin. */
export interface Parts { radius: number; contested: number; several: number }

/** `cluster-18-4-9`: radius in pixels, and sixteenths of the ring. */
export function parts(id: string): Parts | null {
  const found = /^cluster-(\d+)-(\d+)-(\d+)$/.exec(id);
  return found ? { radius: Number(found[1]), contested: Number(found[2]), several: Number(found[3]) } : null;
}

/** A ring of three strokes: wide and hatched where contested, wide and full where several origins, thin where one. */
export function ring({ radius, contested, several }: Parts, ink: { contested: string; ink: string; soft: string; paper: string }, ratio: number): ImageData {
  const size = (radius + 3) * 2;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * ratio;
  const g = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
  const middle = size / 2;
  const r = radius - 2.5;
  g.scale(ratio, ratio);
  g.fillStyle = ink.paper;
  g.beginPath();
  g.arc(middle, middle, radius, 0, Math.PI * 2);
  g.fill();
  let from = -Math.PI / 2;
  const stroke = (share: number, colour: string, width: number, dash: number[]) => {
    if (share <= 0) return;
    const to = from + (share / 16) * Math.PI * 2;
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.setLineDash(dash);
    g.beginPath();
    g.arc(middle, middle, r, from, to);
    g.stroke();
    from = to;
  };
  stroke(contested, ink.contested, 5, [2.5, 1.25]);
  stroke(several, ink.ink, 5, []);
  stroke(16 - contested - several, ink.soft, 1.75, []);
  return g.getImageData(0, 0, size * ratio, size * ratio);
}

/** The shape by what is known: contested, told by one origin alone, or by more. */
export const shapeOf = (d: { contested: boolean; origins: number }): Sign => (d.contested ? 'diamond' : d.origins > 1 ? 'disc' : 'ring');
