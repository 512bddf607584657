import { expose } from 'comlink';
import { SnapshotConsole } from '../store/snapshotConsole.ts';
import type { ConsoleService } from './contracts/console.ts';
import { createDuckDbEngine } from './duckdbInstance.ts';
import { installErrorTransfer } from './errorTransfer.ts';
import { showLife } from './lifelineLock.ts';

installErrorTransfer();
showLife();
const console: ConsoleService = new SnapshotConsole(createDuckDbEngine);
expose(console);
