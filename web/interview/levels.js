// @ts-check
// The loudness of a recording in frames of 20 ms, one byte each: decibels below full scale, 127 for silence. What is speech is
// decided by `mock_interview.voice_measures`.

export const FRAME_SECONDS = 0.02;
export const QUIETEST = 127;

/**
 * Return the loudness of a frame.
 * @param {ArrayLike<number>} samples in -1..1
 */
export function measureFrame(samples) {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i];
  const mean = sum / samples.length;
  let power = 0;
  for (let i = 0; i < samples.length; i++) power += (samples[i] - mean) ** 2;
  const decibels = -10 * Math.log10(Math.max(power / samples.length, 1e-13));
  return Math.min(QUIETEST, Math.max(0, Math.round(decibels)));
}

// It runs beside the page (AudioWorklet), so that a busy page misses no frame; it sends a message for ten frames.
const WORKLET = `
const measureFrame = ${measureFrame.toString()};
const QUIETEST = ${QUIETEST};
registerProcessor("rehearsal-levels", class extends AudioWorkletProcessor {
  constructor() {
    super();
    this.frame = new Float32Array(Math.round(sampleRate * ${FRAME_SECONDS}));
    this.filled = 0;
    this.levels = [];
  }
  process(inputs) {
    const samples = inputs[0][0];
    for (let i = 0; samples && i < samples.length; i++) {
      this.frame[this.filled++] = samples[i];
      if (this.filled < this.frame.length) continue;
      this.levels.push(measureFrame(this.frame));
      this.filled = 0;
      if (this.levels.length >= 10) this.port.postMessage(this.levels.splice(0));
    }
    return true;
  }
});`;

/**
 * Measure a stream until `stop` is called. Returns null where the browser cannot: the recording goes on without.
 * @param {MediaStream} stream
 * @param {(levels: number[]) => void} onLevels
 * @returns {Promise<{stop: () => void} | null>}
 */
export async function measureStream(stream, onLevels) {
  if (typeof AudioContext === "undefined" || typeof AudioWorkletNode === "undefined") return null;
  const context = new AudioContext();
  const address = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
  try {
    await context.audioWorklet.addModule(address);
    const node = new AudioWorkletNode(context, "rehearsal-levels", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }) => onLevels(data);
    context.createMediaStreamSource(stream).connect(node);
    await context.resume();
  } catch {
    await context.close();
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
  return { stop: () => void context.close() };
}
