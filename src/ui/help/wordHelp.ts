/** The words that stand on the tabs and are neither a descriptor nor a hyperparameter. */
export const WORD_HELP: readonly { readonly words: string; readonly meaning: string }[] = [
  { words: 'Preset', meaning: 'The hyperparameters for one sound, as a file that InertiaBands loads.' },
  {
    words: 'No sound, Reconnect, Copies of audio',
    meaning:
      'To be heard or measured, a file needs its audio. Copies of what you import are kept in this browser as far as there ' +
      'is room, and those used longest ago make way. A file marked “no sound” has neither a copy nor its original at hand: ' +
      'Reconnect finds it by its content in a folder that you choose, whatever it is called by now.',
  },
  {
    words: 'Best parameters',
    meaning: 'The hyperparameters that scored highest when presets were searched for a file. Models learn from them.',
  },
  {
    words: 'Objective: proxy, measured, listening',
    meaning:
      'What a preset is scored by. Proxy is a formula over the descriptors, measured runs the plugin’s clustering on the ' +
      'audio, listening is what your blind comparisons say. Best parameters and models of the three stay apart.',
  },
  {
    words: 'Startup, Total, Repeats, Seed',
    meaning:
      'Trials drawn at random before the search learns from them; trials in all; how often each is scored, on slightly ' +
      'changed descriptors, for its mean; and the number that brings the same search about again.',
  },
  {
    words: 'Dist, Norm, BaseLog, Skew, Minimax, LowPen, HighPen',
    meaning:
      'The hyperparameters by their short names in tables and plots of trials, in the order in which they stand below.',
  },
  {
    words: 'Sep, Intra, Jitter, LoudErr, MaskFlicker, LowPenLoss, HighPenLoss',
    meaning: 'The terms of the proxy score: Sep lifts it, the others lower it. “Terms of a trial” shows by how much.',
  },
  {
    words: 'Direct search',
    meaning:
      'Finds the preset with the highest proxy score exactly, without trials. It reaches regret 0 by definition.',
  },
  {
    words: 'Degree-3 ridge, network, student, plugin model',
    meaning:
      'Four ways to learn. The ridge is a polynomial fitted to best parameters; alpha says how strongly it is held back. ' +
      'The network learns from the score itself. The student is a polynomial that a network teaches. The plugin model is a ' +
      'polynomial of the descriptors as the plugin measures them. The plugin runs polynomials only.',
  },
  {
    words: 'Held out',
    meaning:
      'Files whose recording a model, or its part that answered, had not seen: what it is worth is judged on them.',
  },
  {
    words: 'Regret',
    meaning: 'The best score that a file can reach minus the score of the preset it was given. 0 is perfect.',
  },
  {
    words: 'Best constant',
    meaning: 'The one preset that suits all files best. A model that does not beat it fails: that preset would do.',
  },
  {
    words: 'cv_mse, train_mse, R²',
    meaning:
      'The mean squared error of the predicted hyperparameters on held-out and on training files, and the share of their ' +
      'variation that is predicted: 1 is all of it, 0 or less none.',
  },
  {
    words: 'Confidence',
    meaning:
      'How many of a hundred held-out answers like this one came within 0.01 of the best score. For an imported model it ' +
      'says only how near the sound lies to what that model was trained on.',
  },
  {
    words: 'Refinement',
    meaning: 'A short search around a predicted preset, for this one sound. You choose which of the two is exported.',
  },
];
