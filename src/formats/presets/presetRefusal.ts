import { AppError } from '../../domain/errors.ts';

const CHOOSE = 'Choose a .vstpreset or .aupreset of InertiaBandsX, or a file that Export Preset JSON wrote.';
const SAVE_AGAIN = 'Choose an intact copy, or save the preset again in the plugin.';
const OTHER_PLUGIN = 'Choose a preset of InertiaBandsX.';

/** Why a file is refused as a preset: a clause for the reason, a sentence for the way out. */
const REASONS = {
  'empty-file': ['it is empty', CHOOSE],
  'too-large': ['it is larger than 1 MB and a preset has a few kilobytes', CHOOSE],
  'unknown-content': ['it is neither a VST 3 preset nor a property list nor JSON', CHOOSE],
  'preset-header': ['it does not begin with the header of a VST 3 preset', SAVE_AGAIN],
  'other-plugin': ['it belongs to another VST 3 plugin', OTHER_PLUGIN],
  'chunk-list': ['its list of chunks is not where its header says', SAVE_AGAIN],
  'cut-short': ['its end is missing', SAVE_AGAIN],
  'no-state': ['it holds no “Comp” chunk, where the plugin’s state is', SAVE_AGAIN],
  'empty-state': ['the plugin’s state in it is empty', SAVE_AGAIN],
  'state-magic': ['the state in it does not begin with “VC2!”', SAVE_AGAIN],
  'state-length-zero': ['the state in it says that it has no text', SAVE_AGAIN],
  'state-length-short': ['the state in it says that its text is shorter than it is', SAVE_AGAIN],
  'broken-xml': ['the state in it is not well-formed XML', SAVE_AGAIN],
  'other-root': ['the state in it is not a list of PARAMETERS', OTHER_PLUGIN],
  'not-a-number': ['a parameter’s value is not a finite number', SAVE_AGAIN],
  'broken-property-list': ['it is not a well-formed property list with a dictionary', SAVE_AGAIN],
  'binary-property-list': [
    'it is a binary property list',
    'Convert it with “plutil -convert xml1” on a Mac and choose the result.',
  ],
  'other-audio-unit': ['it belongs to another Audio Unit', OTHER_PLUGIN],
  'audio-unit-version': ['it lacks the version 0 of Audio Unit presets', SAVE_AGAIN],
  'no-audio-unit-state': ['it holds no “jucePluginState”, where the plugin’s state is', SAVE_AGAIN],
  json: ['it is not a preset', 'Choose a file that Export Preset JSON wrote.'],
} as const satisfies Readonly<Record<string, readonly [clause: string, wayOut: string]>>;

export type PresetRefusalReason = keyof typeof REASONS;

/** The error that refuses a file as a preset. */
export class PresetRefusal extends AppError {
  readonly reason: PresetRefusalReason;

  /**
   * @param subject the file's name.
   * @param facts says more than the reason's own clause, and stands in its place.
   */
  constructor(subject: string, reason: PresetRefusalReason, facts?: { clause?: string; cause?: unknown }) {
    const [clause, wayOut] = REASONS[reason];
    super(
      {
        code: 'bad-input',
        stage: 'import',
        subject,
        message: `“${subject}” is not a preset this app can read: ${facts?.clause ?? clause}. ${wayOut}`,
      },
      { cause: facts?.cause },
    );
    this.reason = reason;
  }
}

/** Refuses the file that is being read. */
export type RefusePreset = (reason: PresetRefusalReason, facts?: { clause?: string; cause?: unknown }) => PresetRefusal;
