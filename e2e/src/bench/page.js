// Runs in the page: times from an input event to the frame that shows what it did.
//
// An event's timeStamp is when the webview got it. The frame that shows a change is the one that is
// drawn after the change is in the document. Its end is the first task after it: a message that is
// always under way, because one that was sent from the animation callback would stand behind what
// has come in meanwhile, which is not in that frame.
(() => {
  const scroller = () => document.querySelector("[role=grid]");
  const rows = () => [...scroller().querySelectorAll("[role=row][data-task]")];

  // Waits for the next event of that kind and then for `shows()`; gives milliseconds.
  function time(kind, key, shows) {
    return new Promise((resolve) => {
      let begun = null;
      const begin = (event) => {
        if (key !== null && event.key !== key) return;
        removeEventListener(kind, begin, true);
        begun = event.timeStamp;
      };
      addEventListener(kind, begin, true);
      const look = () => {
        if (begun === null || !shows()) return;
        observer.disconnect();
        let drawn = false;
        requestAnimationFrame(() => {
          drawn = true;
        });
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          if (drawn) resolve(performance.now() - begun);
          else channel.port2.postMessage(null);
        };
        channel.port2.postMessage(null);
      };
      const observer = new MutationObserver(look);
      observer.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
      setTimeout(() => resolve(null), 5000);
    });
  }

  const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))));

  // From the top to the bottom as a fast wheel does it; counts places without a row in what was drawn.
  async function scroll() {
    const list = scroller();
    let blank = 0;
    let seen = 0;
    let frames = 0;
    list.scrollTop = 0;
    await settled();
    const painted = () => new Promise((done) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done();
      channel.port2.postMessage(null);
    }));
    const end = list.scrollHeight - list.clientHeight;
    const begun = performance.now();
    while (list.scrollTop < end - 1) {
      list.scrollTop += 900;
      await painted();
      frames += 1;
      const box = list.getBoundingClientRect();
      for (let y = box.top + 40; y < box.bottom - 16; y += 32) {
        seen += 1;
        const there = document.elementFromPoint(box.left + box.width / 2, y);
        if (there?.closest("[role=row]") == null) blank += 1;
      }
    }
    return { measure: "scroll", frames, seen, blank, ms: performance.now() - begun };
  }

  window.aloftBench = { rows, scroll, scroller, settled, time, pending: null };
})();
