/** Vega's SVG without what nobody sees: half of it. Pure. */

/** Attributes that say nothing in a picture that is one image to a screen reader. */
const MUTE =
  / (?:class|role|pointer-events|aria-[a-z]+|version|xmlns:xlink|opacity="1"|stroke-miterlimit)(?:="[^"]*")?(?=[ />])/g;

/** Drops invisible elements, mute attributes, needless groups, and digits beyond a tenth of a pixel. */
export function minifySvg(svg: string): string {
  let slim = svg
    .replace(
      /<(path|rect|line|text)\b[^>]*?(?: display="none"| opacity="0")[^>]*?(?:\/>|>[^<]*<\/\1>)/g,
      "",
    )
    .replace(/<path class="background"(?![^>]*(?:fill|stroke)=)[^>]*\/>/g, "")
    .replace(/<g\b[^>]*\/>/g, "")
    .replace(/<[^>]+>/g, (tag) => tag.replace(MUTE, "").replace(NUMBERS, rounded))
    .replaceAll(' transform="translate(0,0)"', "");
  for (let before = ""; before !== slim; ) {
    before = slim;
    slim = slim.replace(/<g[^>]*><\/g>/g, "");
  }
  return unwrapped(slim);
}

const NUMBERS = / (?:d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"/g;

function rounded(attribute: string): string {
  return attribute.replace(
    /-?\d+\.\d\d+(?!e)/g,
    (number) => `${Math.round(Number(number) * 10) / 10}`,
  );
}

/** Takes away the tags of groups without attributes. */
function unwrapped(svg: string): string {
  const plain: boolean[] = [];
  return svg.replace(/<(\/?)g([^>]*)>/g, (tag, end, attributes) => {
    if (end === "") {
      plain.push(attributes === "");
      return attributes === "" ? "" : tag;
    }
    return plain.pop() ? "" : tag;
  });
}
