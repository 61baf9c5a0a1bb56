// In a frame on another site: tells the page around it how high it has become. Only a number leaves, so that whoever
// frames it may hear it.
new ResizeObserver(() => {
  parent.postMessage({ height: Math.ceil(document.body.getBoundingClientRect().height) }, '*');
}).observe(document.body);
