/**
 * The parts of hyparquet beneath its public interface that reading audio page by page needs, and nothing else of it. A new
 * version has to keep these; what would make them needless upstream is told in docs/datasets.md.
 */
export { parquetHeader } from 'hyparquet/src/column.js';
export { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
export { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
