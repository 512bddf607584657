import { expose } from 'comlink';
import { SnapshotConsole } from '../store/snapshotConsole.ts';
import type { ConsoleService } from './contracts/console.ts';
import { createDuckDbEngine } from './duckdbInstance.ts';
import { installErrorTransfer } from './errorTransfer.ts';

installErrorTransfer();
const console: ConsoleService = new SnapshotConsole(createDuckDbEngine);
expose(console);
