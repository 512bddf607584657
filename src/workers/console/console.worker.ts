import { expose } from 'comlink';
import { SnapshotConsole } from '../../store/engine/snapshotConsole.ts';
import type { ConsoleCalls } from '../contracts/console.ts';
import { createConsoleEngine } from '../duckdb/duckdbInstance.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { holdLivenessLock } from '../pool/livenessLock.ts';

installErrorTransfer();
holdLivenessLock();
const console: ConsoleCalls = new SnapshotConsole(createConsoleEngine);
expose(console);
