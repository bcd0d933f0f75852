/** Runs something when the frame that is due has been drawn, so that it does not wait for this. */
export function afterFrame(run: () => void): void {
  requestAnimationFrame(() => setTimeout(run, 0));
}
