/** The contrast of colours, as WCAG 2 defines it. */

/** The contrast of two colours such as `#fffefb`: 1 to 21. Text needs 4.5. */
export function contrast(...colors: [string, string]): number {
  const [low = 0, high = 0] = colors.map(luminance).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
