// The bar without words: these come with its data.

const CHEVRON = "fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round";

const icon = (path, more = "") => `<svg viewBox="0 0 16 16" aria-hidden="true"><path ${more} d="${path}"/></svg>`;

const PLAY = icon("M4 2.5v11L13.5 8z", 'class="go"');
const PAUSE = icon("M4 3h3v10H4zM9 3h3v10H9z", 'class="rest"');

const button = (name, picture) => `<button type="button" name="${name}">${picture}</button>`;

const speeds = [1, 2, 4].map((speed) => `<option value="${speed}">${speed}×</option>`).join("");

export const MARKUP = `
  <div class="buttons">
    ${button("first", icon("M3 3h2v10H3zM13.5 3v10L6 8z"))}
    ${button("back", icon("M9.5 3.5 5 8l4.5 4.5", `style="${CHEVRON}"`))}
    ${button("play", PLAY + PAUSE)}
    ${button("forward", icon("M6.5 3.5 11 8l-4.5 4.5", `style="${CHEVRON}"`))}
    ${button("newest", icon("M11 3h2v10h-2zM2.5 3v10L10 8z"))}
  </div>
  <div class="track">
    <div name="marks" class="marks"></div>
    <input type="range" name="slider" min="0" max="0" step="1">
  </div>
  <span name="label" class="label" aria-hidden="true"></span>
  <select name="speed">${speeds}</select>
`;
