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
    words: 'Export Presets',
    meaning:
      'One zip with a preset for each selected sound, or for all: the split and the treatment that you chose ' +
      "for it under Hear, else the preselected split and the treatment that it begins with there. Its name is the sound's, or follows a pattern; the " +
      'README in the zip says where the presets go and what each of them is.',
  },
  {
    words: 'Best parameters',
    meaning: 'The hyperparameters that scored highest when presets were searched for a file. Models learn from them.',
  },
  {
    words: 'Objective: proxy, measured, listening',
    meaning:
      "What a preset is scored by. Proxy is a formula over the descriptors, measured runs the plugin's clustering on the " +
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
      'Finds the preset with the highest proxy score that the plugin can play, exactly and without trials. It reaches regret ' +
      "0 by definition. Run All finds best parameters by it, unless Labels says that it goes the desktop's way.",
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
    words: 'In use',
    meaning:
      'The model that answers on the tab Inference: the one that you chose by Use, else the one with the least regret on held-out ' +
      'files. Use the Best One goes back to that.',
  },
  {
    words: 'Score',
    meaning:
      "How well a preset is expected to separate a sound, by the objective that is chosen; more is better. The proxy's lies from " +
      '0 to 1. Scores of different objectives do not compare.',
  },
  {
    words: 'Gain, judged',
    meaning:
      "A sound's few presets (the plugin's defaults, predicted, the optimum, learned by listening, the collection's or a general one) are mixed " +
      "with other sounds and run through the plugin's clustering. The one that parts the sound best is preselected; the " +
      "collection's, where there is one, unless another is better beyond chance. The gain says by how much the clusters of the preselected one are purer than with the defaults, " +
      'on other mixtures than those it was chosen by; the range in brackets holds the true gain 95 times of 100. Where it holds 0 ' +
      'the gain is unclear: no difference can be told.',
  },
  {
    words: 'Softer, tighter; slower, quicker; freer, more rooted; choosier, broader; bolder, more even',
    meaning:
      "What a preset does against the plugin's defaults, value by value: how quickly clusters let go of what is unlike them, " +
      'how fast they adapt, how firmly they keep their place in frequency, how many features have a say, and how alike ' +
      'those weigh.',
  },
  {
    words: 'Regret',
    meaning:
      'The best score that a file can reach with what the plugin can play, minus the score of the preset it was given. 0 is ' +
      'perfect.',
  },
  {
    words: 'Best constant',
    meaning:
      'The one preset that suits all files best. Where a model does not beat it, that preset would do, and other sounds help.',
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
    meaning:
      'The best preset by the proxy score for this one sound, by direct search; where you ask for local BO refinement, what a ' +
      'short search around the predicted preset finds. You choose which one is exported.',
  },
];
