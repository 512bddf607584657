import { createContext } from '@lit/context';
import type { Workbench } from '../stages/workbench.ts';

/** Everything that a view may read and do; `<ib-app>` provides it. */
export const workbenchContext = createContext<Workbench>(Symbol('workbench'));
