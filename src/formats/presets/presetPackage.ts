import { PLUGIN } from '../../domain/pluginInUse.ts';
import type { PackagedPreset, PackageFormats } from '../../domain/preset.ts';
import { fileStem, safeFileName, uniqueFileNames } from '../fileNames.ts';
import { encodePreset } from '../presetJson.ts';
import { encodeAuPreset } from './auPreset.ts';
import { presetReadme } from './presetReadme.ts';
import { encodeVstPreset } from './vstPreset.ts';

export interface PackageEntry {
  /** Relative, with slashes, unique in the package on every file system. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The files of a zip of presets: `InertiaAudio/InertiaBandsX/<name>.vstpreset`, other formats in folders beside it, and
 * a README that says where they go (V7), and how they came about where that is told. The names of presets that are not compensated say so.
 *
 * @throws AppError `bad-input` where a value is not finite.
 */
export function presetPackage(
  presets: readonly PackagedPreset[],
  formats: PackageFormats,
  methods = '',
): PackageEntry[] {
  const fileNames = uniqueFileNames(presets.map((packaged) => `${markedName(packaged)}.vstpreset`));
  const named = presets.map((packaged, i) => ({ ...packaged, name: fileStem(fileNames[i] ?? '') }));
  const encoder = new TextEncoder();
  const written = named.flatMap(({ name, preset }): PackageEntry[] => {
    const { parameters } = preset.plugin;
    const text = (path: string, contents: string): PackageEntry => ({ path, bytes: encoder.encode(contents) });
    return [
      { path: `${PLUGIN.vendor}/${PLUGIN.name}/${name}.vstpreset`, bytes: encodeVstPreset(parameters) },
      ...(formats.audioUnit ? [text(`Audio Unit/${name}.aupreset`, encodeAuPreset({ parameters, name }))] : []),
      ...(formats.json ? [text(`JSON/${name}_hyperparams.json`, encodePreset(preset))] : []),
    ];
  });
  return [{ path: 'README.txt', bytes: encoder.encode(presetReadme(named, formats, methods)) }, ...written];
}

function markedName({ name, preset }: PackagedPreset): string {
  return `${safeFileName(name, 'preset')}${preset.plugin.compensated ? '' : ' (not compensated)'}`;
}
