import type { RidgeParameters } from '../domain/model.ts';
import { PLUGIN } from '../domain/pluginInUse.ts';
import { encodePluginHeader, PLUGIN_HEADER_FILE_NAME } from './pluginHeader.ts';

export const PLUGIN_KIT_FILE_NAME = 'plugin_kit.zip';

const REPLACED = `plugin/Source/${PLUGIN_HEADER_FILE_NAME}`;

/**
 * The files of the kit by their names: the header, and a guide for a person who has never compiled.
 *
 * @param remarks what header and guide say of the model.
 * @param methods how it came about, for the header's comment.
 * @throws AppError `bad-input` for a model that the plugin cannot run.
 */
export function pluginKit(
  parameters: RidgeParameters,
  modelId: string,
  remarks: readonly string[],
  methods: string,
): Record<string, Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return {
    [PLUGIN_HEADER_FILE_NAME]: encoder.encode(encodePluginHeader(parameters, modelId, [...remarks, methods])),
    'GUIDE.md': encoder.encode(pluginKitGuide(modelId, remarks)),
  };
}

/**
 * How a model gets into the plugin, for a person who has never compiled anything: Markdown that reads well as plain text.
 *
 * @param modelId of the model whose header lies beside it.
 * @param remarks what the header says of it.
 */
function pluginKitGuide(modelId: string, remarks: readonly string[]): string {
  return [
    `# Your model inside ${PLUGIN.name}`,
    '',
    `This folder holds \`${PLUGIN_HEADER_FILE_NAME}\`, the numbers of the model \`${modelId}\`.`,
    '',
    ...remarks.map((remark) => `- ${remark}`),
    '',
    `The plugin reads these numbers when it is built, not when it is played. So you let GitHub build ${PLUGIN.name} once with`,
    'your file in it. You need a free GitHub account and a web browser, nothing else. It takes about five minutes of yours and',
    'up to half an hour of waiting.',
    '',
    '## 1. Make your own copy of the plugin',
    '',
    `1. Sign in to GitHub and open the page of ${PLUGIN.name}, where you got the plugin from.`,
    '2. Press **Fork**, at the top right, and then **Create fork**. The page that opens is your copy. Nothing that you do there',
    '   changes the original.',
    '',
    '## 2. Let your copy build',
    '',
    '1. In your copy open the tab **Actions**.',
    '2. GitHub asks whether it may run what it finds there. Press **I understand my workflows, go ahead and enable them**.',
    '',
    '## 3. Replace one file',
    '',
    '1. Open the tab **Code**, then the folder `plugin`, then the folder `Source`.',
    `2. Press **Add file**, then **Upload files**, and drop \`${PLUGIN_HEADER_FILE_NAME}\` from this folder onto the page. Its name`,
    '   must stay as it is.',
    '3. Press **Commit changes**.',
    '',
    `To check: open \`${REPLACED}\` in your copy. Its first line names \`${modelId}\`.`,
    '',
    '## 4. Wait for the build',
    '',
    '1. Open the tab **Actions** again. A line with a yellow dot says that your copy is being built. If there is none, choose the',
    '   workflow on the left and press **Run workflow**.',
    '2. When the dot is a green tick, open that line. A red cross means that the build failed: open it to read why.',
    '',
    '## 5. Download and install',
    '',
    '1. At the end of the page of the finished build, under **Artifacts**, download the one for your system: macOS or Windows.',
    `2. Unpack it, and move away the ${PLUGIN.name} that you have, so that you can come back to it.`,
    '3. Copy what you unpacked to where plugins are:',
    '   - macOS, VST3: `/Library/Audio/Plug-Ins/VST3`',
    '   - macOS, Audio Unit: `/Library/Audio/Plug-Ins/Components`',
    '   - Windows, VST3: `C:\\Program Files\\Common Files\\VST3`',
    '4. Start your DAW and let it scan for plugins. macOS may refuse a plugin that you built yourself until you allow it under',
    '   System Settings, Privacy & Security.',
    '',
    '## Afterwards',
    '',
    'The plugin bends every knob of a preset towards what its built-in model says of the sound. With your model built in, what',
    'a preset plays is no longer what it played before: presets that were compensated for the model that ships with the plugin',
    'fit that one.',
    '',
    `For a newer model repeat steps 3 to 5. To go back, reinstall the ${PLUGIN.name} that you moved away.`,
    '',
  ].join('\n');
}
