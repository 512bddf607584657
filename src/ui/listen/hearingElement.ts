import type { Hearing } from '../../stages/listening/hear/hearing.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';

/** A part of Hear, which is shown once what it works with has been loaded. */
export class HearingElement extends WorkbenchElement {
  protected get hearing(): Hearing {
    const hearing = this.workbench.hearing.value;
    if (hearing === null) throw new RangeError('Hear is not loaded yet');
    return hearing;
  }
}
