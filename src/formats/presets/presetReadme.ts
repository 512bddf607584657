import { PLUGIN } from '../../domain/pluginInUse.ts';
import {
  HYPERPARAMETER_KNOBS,
  PLUGIN_DEFAULTS,
  PLUGIN_PARAMETERS,
  type PluginParameters,
} from '../../domain/pluginParameters.ts';
import type { PackagedPreset, PackageFormats } from '../../domain/preset.ts';

const FOLDER = `${PLUGIN.vendor}/${PLUGIN.name}`;
const MAC_FOLDER = `~/Library/Audio/Presets/${FOLDER}/`;

/** The README of a zip of presets: where they go on each system, who reads them, and what each of them is (V7). */
export function presetReadme(
  presets: readonly PackagedPreset[],
  { audioUnit, json }: PackageFormats,
  methods: string,
): string {
  return [
    `Presets for ${PLUGIN.name} ${PLUGIN.version}`,
    '',
    'WHAT IS IN IT',
    '',
    `  ${FOLDER}  presets for VST3 hosts (.vstpreset)`,
    ...(audioUnit ? ['  Audio Unit  the same presets for Audio Unit hosts (.aupreset)'] : []),
    ...(json ? ['  JSON  what InertiaBands Trainer knows of each preset; no DAW opens these files'] : []),
    '',
    'WHERE THEY GO',
    '',
    `Copy the files of the folder ${FOLDER} to the folder of your system. Make it if it is not there.`,
    '',
    `  macOS    ${MAC_FOLDER}`,
    `  Windows  Documents\\VST3 Presets\\${FOLDER.replace('/', '\\')}\\`,
    `  Linux    ~/.vst3/presets/${FOLDER}/`,
    '',
    'Cubase, Nuendo, Studio One, FL Studio 21, Live 11 and Bitwig find them there.',
    'In REAPER import them with the preset menu of the plugin.',
    ...(audioUnit
      ? [
          '',
          'For Logic and other Audio Unit hosts copy the files of the folder Audio Unit, on macOS, to',
          `${MAC_FOLDER}. They were not tried in a host.`,
        ]
      : []),
    '',
    'STEMS',
    '',
    'A preset that sends clusters to aux outputs needs them enabled in the host. Until then those clusters are not heard.',
    '',
    'WHAT EACH PRESET IS',
    '',
    'The plugin bends the five knobs of a preset towards a model of its own. A compensated preset is written so that what',
    'was wanted remains after that. One that is not compensated is written as wanted, and the plugin plays something else.',
    ...madeFor(presets),
    '',
    ...presets.flatMap(description),
    '',
    ...(methods === '' ? [] : ['HOW THEY CAME ABOUT', '', methods, '']),
  ].join('\n');
}

/** Which plugin they are for, where it is not the one that everybody has. */
function madeFor(presets: readonly PackagedPreset[]): string[] {
  const ids = new Set(presets.flatMap(({ preset }) => preset.plugin.builtInId ?? []));
  return [...ids].map(
    (id) => `They are for a plugin that the model ${id} is built into: any other plays something else.`,
  );
}

/** How the sound is split, where that is not as a fresh plugin does. */
function splitWords({ numClusters, clusterSpread, glideMs }: PluginParameters): string[] {
  const isUsual =
    numClusters === PLUGIN_DEFAULTS.numClusters &&
    clusterSpread === PLUGIN_DEFAULTS.clusterSpread &&
    glideMs === PLUGIN_DEFAULTS.glideMs;
  return isUsual ? [] : [`  ${numClusters} clusters, spread ${short(clusterSpread)}, glide ${short(glideMs)} ms.`];
}

function description({ name, treatment, choice, preset }: PackagedPreset): string[] {
  const { compensated, parameters, plays, reached } = preset.plugin;
  const missed = HYPERPARAMETER_KNOBS.flatMap(({ key, id }) => {
    const played = plays[key];
    if (reached[key] !== false || played === null) return [];
    return [`  ${titleOf(id)} plays ${short(played)}, wanted was ${short(preset.hyperparameters[key])}.`];
  });
  const usesAux = PLUGIN_PARAMETERS.some(({ id }) => id.startsWith('clusterRoute') && parameters[id] >= 0.5);
  return [
    `- ${name}: ${treatment}, ${compensated ? 'compensated' : 'not compensated'}.`,
    ...(choice === undefined ? [] : [`  ${choice}.`]),
    ...splitWords(parameters),
    ...missed,
    ...(usesAux ? ['  Uses aux outputs.'] : []),
  ];
}

function titleOf(id: string): string {
  return PLUGIN_PARAMETERS.find((parameter) => parameter.id === id)?.title ?? id;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
