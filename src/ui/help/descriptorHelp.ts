import type { DescriptorKey } from '../../domain/descriptors.ts';
import type { HelpText } from './helpText.ts';

/** A descriptor, with two of the example sounds (by their place) that lie far apart in it. */
export interface DescriptorHelp extends HelpText {
  readonly lowExample: number;
  readonly highExample: number;
}

/** What precedes every formula. */
export const SPECTRUM_MATHS = [
  'The mono signal is cut into frames of 2,048 samples, one every 1,024, each under a periodic Hann window.',
  'm = |spectrum| / 1024 + ε per bin, p = m², E = Σ p, ε = 1e-8. Medians and percentiles run over the frames.',
] as const;

export const DESCRIPTOR_HELP: Readonly<Record<DescriptorKey, DescriptorHelp>> = {
  logEnergyMedian: {
    title: 'Level',
    meaning: 'How loud the sound usually is, on a logarithmic scale.',
    low: 'soft, or mostly silent',
    high: 'loud throughout',
    maths: ['median of ln(E + ε)'],
    lowExample: 23,
    highExample: 19,
  },
  logEnergyIqr: {
    title: 'Level spread',
    meaning: 'How far the level swings between its quieter and its louder quarter.',
    low: 'even, like hiss or a held chord',
    high: 'words with gaps, single hits',
    maths: ['P75 − P25 of ln(E + ε)'],
    lowExample: 11,
    highExample: 17,
  },
  spectralSlopeMedian: {
    title: 'Spectral slope',
    meaning: 'How fast the spectrum falls towards high frequencies.',
    low: 'steep: energy sits low, little air',
    high: 'flat or rising: as much top as bottom',
    maths: ['least-squares slope of ln(m) on ln(max(f, 1 Hz)), median over frames'],
    lowExample: 4,
    highExample: 8,
  },
  spectralFluxMedian: {
    title: 'Spectral flux',
    meaning: 'How much the shape of the spectrum changes from frame to frame. It moves the best distance penalty most.',
    low: 'a sound that stays as it is',
    high: 'restless, always turning into something else',
    maths: ['m̂ = m / mean(m)', 'median over t of sqrt(mean over bins of (m̂(t) − m̂(t−1))²)'],
    lowExample: 2,
    highExample: 10,
  },
  spectralFluxIqr: {
    title: 'Flux spread',
    meaning: 'Whether that change comes evenly or in bursts.',
    low: 'steady change, or none',
    high: 'calm with sudden events',
    maths: ['P75 − P25 of the frames’ flux'],
    lowExample: 11,
    highExample: 7,
  },
  peakinessMedian: {
    title: 'Peakiness',
    meaning: 'How far the strongest partials rise above the rest of the spectrum.',
    low: 'noise without pitch',
    high: 'clear tones over a quiet floor',
    maths: ['P95 − P50 of ln(m) over the bins, median over frames'],
    lowExample: 11,
    highExample: 0,
  },
  brightnessMedian: {
    title: 'Brightness',
    meaning: 'The share of the energy above 2 kHz.',
    low: 'dull: drums, bass, rumble',
    high: 'cymbals, hiss, rain',
    maths: ['Σ p above 2,000 Hz / (E + ε), median over frames'],
    lowExample: 10,
    highExample: 8,
  },
  flatnessMedian: {
    title: 'Flatness',
    meaning: 'How noise-like the spectrum is: the geometric over the arithmetic mean of its magnitudes.',
    low: 'near 0: tones',
    high: 'near 1: white noise',
    maths: ['exp(mean ln m) / mean(m), median over frames'],
    lowExample: 0,
    highExample: 11,
  },
  transientnessMedian: {
    title: 'Transientness',
    meaning: 'How much the level rises from frame to frame. Most frames of most sounds do not rise, so it is often 0.',
    low: 'steady or decaying',
    high: 'swelling again and again',
    maths: ['median of max(ln E(t) − ln E(t−1), 0)'],
    lowExample: 11,
    highExample: 15,
  },
  lowHighRatio: {
    title: 'Low to high',
    meaning: 'How much the deep end outweighs the top end.',
    low: 'no bass',
    high: 'bass with little above it',
    maths: ['ln(1 + Σ p up to 250 Hz / (Σ p above 2,000 Hz + ε)), median over frames'],
    lowExample: 2,
    highExample: 10,
  },
  dynamicRangeProxy: {
    title: 'Dynamic range',
    meaning: 'From the quiet tenth of the frames to the loudest twentieth.',
    low: 'compressed, continuous',
    high: 'from near silence to full level',
    maths: ['P95 − P10 of ln(E + ε)'],
    lowExample: 11,
    highExample: 6,
  },
  silenceRatio: {
    title: 'Silence',
    meaning: 'The share of frames that are far below the usual level.',
    low: 'no pauses',
    high: 'many pauses',
    maths: ['share of frames with E < 0.01 · median(E)'],
    lowExample: 12,
    highExample: 17,
  },
};
