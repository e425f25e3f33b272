// plotly.js, fetched from this app's own server when the first figure is drawn.

import { element } from "./element.js";

let loading = null; // the promise of Plotly, one for all boards of the page

export function library(address, missing) {
  loading ??= load(address, missing).catch((error) => {
    loading = null; // so that the next tick tries again
    throw error;
  });
  return loading;
}

function load(address, missing) {
  return new Promise((resolve, reject) => {
    const script = element("script", { src: address });
    const settle = () => {
      script.remove();
      // Streamlit answers an unknown address with its start page, which "loads" but is no library.
      if (window.Plotly) resolve(window.Plotly);
      else reject(new Error(missing));
    };
    script.onload = script.onerror = settle;
    document.head.append(script);
  });
}
