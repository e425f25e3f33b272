// Says the language of the page, which Streamlit takes for English.
// Makes what scrolls sideways a stop of the Tab key, and what no longer does none: not all browsers do so.

const BOXES = "[data-testid=stMarkdownContainer]:has(> table), .katex-display";

export default function ({ data }) {
  document.documentElement.lang = data;
  let asked = 0;
  const ask = () => (asked ||= requestAnimationFrame(look));
  const look = () => {
    asked = 0;
    document.querySelectorAll(BOXES).forEach(judge);
  };
  const changes = new MutationObserver(ask);
  changes.observe(document.body, { childList: true, subtree: true, characterData: true });
  window.addEventListener("resize", ask);
  ask();
  return () => {
    cancelAnimationFrame(asked);
    changes.disconnect();
    window.removeEventListener("resize", ask);
  };
}

function judge(box) {
  const scrolls = box.scrollWidth > box.clientWidth;
  if (scrolls === box.hasAttribute("tabindex")) return;
  if (scrolls) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}
