import { instance } from '@viz-js/viz';
import { dotOf } from './dot';
import { escaped } from './dot-text';
import type { Drawing } from './drawing';

/** Renders a drawing as SVG, with its title and its description in words for whoever does not see it. */
export async function renderSvg(drawing: Drawing): Promise<string> {
  const viz = await instance();
  return accessible(viz.renderString(dotOf(drawing), { format: 'svg' }), drawing);
}

/** Of the size that the layout is made for: where Helvetica is not at hand, what stands in for it is wider. */
const SHOWN = 0.88;

/** Puts title and description into an SVG of Graphviz, and lets it shrink to the width of a page. */
function accessible(svg: string, { title, description }: Pick<Drawing, 'title' | 'description'>): string {
  const words = `<title id="network-title">${escaped(title)}</title>\n<desc id="network-description">${escaped(description)}</desc>`;
  return svg
    .replace(/font-size="([\d.]+)"/g, (_, size: string) => `font-size="${(Number(size) * SHOWN).toFixed(2)}"`)
    .replace(/font-family="Helvetica[^"]*"/g, 'font-family="Helvetica,Arial,sans-serif"')
    .replace(/<!--[\s\S]*?-->\s*/g, '')
    .replace(
      /<svg ([^>]*)>/,
      (_, attributes: string) =>
        `<svg role="img" aria-labelledby="network-title network-description" style="max-width:100%;height:auto" ${attributes}>\n${words}`,
    );
}
