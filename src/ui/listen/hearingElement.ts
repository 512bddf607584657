import { consume } from '@lit/context';
import type { Hearing } from '../../stages/listening/hear/hearing.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { ListeningContext } from '../contexts.ts';

/** A part of Hear, which is shown once what it works with has been loaded. */
export class HearingElement extends WorkbenchElement {
  @consume({ context: ListeningContext }) protected readonly listening!: ListeningContext;

  protected get hearing(): Hearing {
    const hearing = this.listening.hearing.value;
    if (hearing === null) throw new RangeError('Hear is not loaded yet');
    return hearing;
  }
}
