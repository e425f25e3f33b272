// The page's colours and fonts as a template for all figures.

// A finger scrolls the page where a mouse zooms, and has nothing to hover with.
export const FINGER = matchMedia("(pointer: coarse)").matches;

// The page's theme as text, so that two themes can be compared.
export function themeOf(root) {
  const css = getComputedStyle(root);
  const names = ["text-color", "background-color", "border-color", "font", "heading-font"];
  return JSON.stringify(names.map((name) => css.getPropertyValue(`--st-${name}`).trim()));
}

// How much larger than on a reader's own screen all is drawn, and what share of their height figures then have.
export function sizeOf(root) {
  const css = getComputedStyle(root);
  const number = (name) => Number(css.getPropertyValue(name) || 1);
  return { scale: number("--screen-scale"), height: number("--figure-height") };
}

export function templateOf(theme) {
  const [ink, paper, rule, font, headingFont] = JSON.parse(theme);
  const clear = "rgba(0,0,0,0)";
  const axis = {
    gridcolor: rule,
    zerolinecolor: rule,
    title: { font: { size: 11.5 } },
    tickfont: { size: 11 },
    spikecolor: ink,
    spikethickness: -1, // without the halo that plotly draws around it
    spikedash: "dot",
  };
  return {
    layout: {
      font: { color: ink, family: font, size: 12 },
      title: { font: { family: headingFont, size: 14.5, weight: 600 } },
      paper_bgcolor: clear,
      plot_bgcolor: clear,
      xaxis: axis,
      yaxis: axis,
      shapedefaults: { line: { color: ink }, opacity: 0.6 },
      hoverlabel: { bgcolor: paper, bordercolor: rule, font: { color: ink, family: font } },
      dragmode: FINGER ? false : "zoom",
      modebar: { bgcolor: clear, color: rule, activecolor: ink },
    },
  };
}
