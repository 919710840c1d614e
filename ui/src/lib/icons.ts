/** Shapes of incidents on the map, drawn at twice their size for sharp screens. */
export type Shape = 'disc' | 'ring' | 'diamond' | 'square';

export function icon(shape: Shape, ink: string, paper: string): ImageData {
  const size = 32;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const g = canvas.getContext('2d') as CanvasRenderingContext2D;
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
  } else if (shape === 'square') g.rect(6, 6, 20, 20);
  else g.arc(16, 16, 10, 0, Math.PI * 2);
  g.fill();
  g.stroke();
  return g.getImageData(0, 0, size, size);
}

/** The shape by what is known: contested, told by one origin alone, or by more. */
export const shapeOf = (d: { contested: boolean; origins: number }): Shape => (d.contested ? 'diamond' : d.origins > 1 ? 'disc' : 'ring');
