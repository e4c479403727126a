/** The renderer never takes a page away, so what a page would ask again in a while must not keep the process alive. */
const real = globalThis.setTimeout;
globalThis.setTimeout = Object.assign(
  (work: () => void, ms?: number): NodeJS.Timeout => {
    const timer = real(work, ms);
    return ms !== undefined && ms >= 2_000 ? timer.unref() : timer;
  },
  { __promisify__: real.__promisify__ },
) as typeof setTimeout;
