import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../shared/jobs/jobArea.ts';
import '../shared/verdictCard.ts';
import { plural } from '../shared/text/format.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { answersWords, helpWords, howWellWords, recommendation } from './recommendation.ts';
import { DataContext, LearningContext } from '../contexts.ts';

const NONE = {
  heading: 'No model yet',
  words: [
    'A model learns from twelve descriptors to the preset that scores best, so that a new sound gets its preset at once.',
  ],
};

/** The models in one card: which answers, how well on sounds it has not heard, what would help most, and the step to take. */
@customElement('ib-model-verdict')
export class ModelVerdict extends WorkbenchElement {
  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: LearningContext }) private readonly learning!: LearningContext;

  /** Whether there are too few files to train on: the step to take is then below, and leads to more of them. */
  @property({ type: Boolean, attribute: 'too-little' }) tooLittle = false;

  protected override render(): TemplateResult {
    const { models } = this.learning;
    const { heading, words } = models.models.value.length === 0 ? NONE : this.words();
    return html`<ib-verdict-card .heading=${heading} .words=${words}>
      <div class="toolbar" slot="actions">
        ${this.renderAdvised()}
        ${
          models.isChosen.value
            ? this.action('Use the Best One', () => models.useBest(), {
                title: 'The model in use was chosen by hand; this goes back to the best one, whichever that is',
              })
            : nothing
        }
      </div>
      <ib-job-area .kinds=${['training', 'network-training', 'student-training', 'model-import', 'model-measuring']}>
        <p class="hint">${this.learnsFrom()}</p>
      </ib-job-area>
    </ib-verdict-card>`;
  }

  private words() {
    const isMeasuring = this.shell.jobs.active('model-measuring') !== null;
    const { models } = this.learning;
    const { dataSet } = this.data;
    const all = models.models.value;
    const labels = dataSet.modelLabels.value;
    const [inUse, answering] = [models.inUse.value, models.answering.value];
    const advice = recommendation(all, isMeasuring, labels, answering?.modelId ?? null);
    const help = answering === null || isMeasuring ? '' : helpWords(answering, all, dataSet.counts.value.described);
    return {
      heading: inUse === null ? 'No model in use' : answersWords(inUse, answering, labels),
      words: [answering === null ? '' : howWellWords(answering), help, ...advice].filter((words) => words !== ''),
    };
  }

  /** What Run All trains, too. */
  private renderAdvised(): TemplateResult {
    const { models } = this.learning;
    const { settings } = this.shell;
    const advised = { icon: 'play', look: this.tooLittle ? '' : 'primary', tour: 'train' } as const;
    return settings.labels.value === 'bayesian'
      ? this.action('Train Degree-3 Ridge', async () => models.train(settings.alphaGrid.value), {
          ...advised,
          starts: ['training', 'run-all'],
        })
      : this.action('Train Network', async () => models.trainNetwork(), {
          ...advised,
          starts: ['network-training', 'student-training'],
        });
  }

  /** Of the advised step. */
  private learnsFrom(): string {
    const { models } = this.learning;
    const { settings } = this.shell;
    const { dataSet } = this.data;
    const { labelled, described } = dataSet.counts.value;
    const isRidge = settings.labels.value === 'bayesian';
    const files = plural(isRidge ? labelled : described, 'file');
    const what = isRidge
      ? `The ridge learns from ${files} with best parameters`
      : `The network learns from the score itself, on ${files} with descriptors`;
    return `${what}; it needs at least ${models.minimumRows}.`;
  }
}
