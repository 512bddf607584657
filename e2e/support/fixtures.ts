import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DescriptorColumn } from '../../src/domain/descriptors.ts';

const FIXTURES = join(import.meta.dirname, '../../tests/fixtures');

type NamedDescriptors = Readonly<Record<DescriptorColumn, number>>;

/** The reference's figures for one audio file: the truth, and how far the desktop's 32-bit spectrum is from it. */
export interface ReferenceDescriptors {
  readonly file: string;
  readonly sample_rate: number;
  readonly channels: number;
  readonly stft_frames: number;
  readonly float64: NamedDescriptors;
  readonly desktop_float32: NamedDescriptors;
}

export interface ReferenceTrials {
  readonly descriptors: NamedDescriptors;
  readonly budget: {
    readonly startup_trials: number;
    readonly total_trials: number;
    readonly repeats_per_trial: number;
    readonly seed: number;
  };
  readonly trials: readonly (Readonly<Record<string, number>> & { readonly trial_index: number })[];
}

/** The paths of the reference sounds. */
export function referenceAudioPaths(): string[] {
  const folder = join(FIXTURES, 'audio');
  return readdirSync(folder)
    .filter((name) => /\.(wav|flac)$/u.test(name))
    .map((name) => join(folder, name));
}

export function referenceDescriptors(): readonly ReferenceDescriptors[] {
  return (readReference('descriptors.json') as { files: readonly ReferenceDescriptors[] }).files;
}

export function referenceTrials(): readonly ReferenceTrials[] {
  return (readReference('trials.json') as { cases: readonly ReferenceTrials[] }).cases;
}

function readReference(name: string): unknown {
  return JSON.parse(readFileSync(join(FIXTURES, 'reference', name), 'utf8'));
}
