import { ContextProvider, createContext, type Context } from '@lit/context';
import type { ReactiveElement } from 'lit';
import type { Workbench } from '../stages/workbench.ts';

/** What every part of the page stands on: its jobs, log, settings, commands, and the browser around it. */
export type ShellContext = Pick<
  Workbench,
  'commands' | 'environment' | 'help' | 'installation' | 'jobs' | 'log' | 'offlineCopy' | 'settings'
>;
export const ShellContext = createContext<ShellContext>(Symbol('shell'));

/** What is stored, how it leaves, and how a step is taken back. */
export type DataContext = Pick<
  Workbench,
  'backup' | 'console' | 'dataSet' | 'exporting' | 'openProjects' | 'projects' | 'readProjects' | 'store' | 'undoing'
>;
export const DataContext = createContext<DataContext>(Symbol('data'));

/** Where sounds come from, and where their bytes are. */
export type SoundsContext = Pick<
  Workbench,
  | 'addOffered'
  | 'copies'
  | 'descriptors'
  | 'hubImport'
  | 'importing'
  | 'loadExamples'
  | 'reconnecting'
  | 'rescanning'
  | 'sources'
>;
export const SoundsContext = createContext<SoundsContext>(Symbol('sounds'));

/** The search for hyperparameters, and the trials it makes. */
export type SearchingContext = Pick<Workbench, 'collections' | 'measured' | 'optimisation'>;
export const SearchingContext = createContext<SearchingContext>(Symbol('searching'));

/** Models, and what they answer. */
export type LearningContext = Pick<Workbench, 'live' | 'models' | 'pluginModels' | 'prediction' | 'runAll'>;
export const LearningContext = createContext<LearningContext>(Symbol('learning'));

/** What is heard, compared and judged. */
export type ListeningContext = Pick<
  Workbench,
  'hearing' | 'judge' | 'openAudition' | 'openHearing' | 'preferences' | 'preview'
>;
export const ListeningContext = createContext<ListeningContext>(Symbol('listening'));

/** How the sounds of the data set are gone through: filter, selection, tags, map. */
export type BrowsingContext = Pick<Workbench, 'library' | 'listPlayer' | 'soundMap' | 'tagging'>;
export const BrowsingContext = createContext<BrowsingContext>(Symbol('browsing'));

/** Has an element provide all contexts to what is in it, once it is given the workbench. */
export function provideWorkbench(host: ReactiveElement): (workbench: Workbench) => void {
  const provide = <Part extends object>(context: Context<unknown, Part>) => {
    const provider = new ContextProvider(host, { context });
    return (part: Part) => provider.setValue(part);
  };
  const shell = provide(ShellContext);
  const data = provide(DataContext);
  const sounds = provide(SoundsContext);
  const searching = provide(SearchingContext);
  const learning = provide(LearningContext);
  const listening = provide(ListeningContext);
  const browsing = provide(BrowsingContext);
  return (workbench) => {
    for (const set of [shell, data, sounds, searching, learning, listening, browsing]) set(workbench);
  };
}
