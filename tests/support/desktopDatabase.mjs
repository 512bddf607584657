import { DuckDBInstance } from '@duckdb/node-api';

export const DESCRIPTORS = [
  'log_energy_median',
  'log_energy_iqr',
  'spectral_slope_median',
  'spectral_flux_median',
  'spectral_flux_iqr',
  'peakiness_median',
  'brightness_median',
  'flatness_median',
  'transientness_median',
  'low_high_ratio',
  'dynamic_range_proxy',
  'silence_ratio',
];
const TERMS = ['score', 'sep', 'intra', 'jitter', 'loud_err', 'mask_flicker', 'low_pen_loss', 'high_pen_loss'];
export const HYPERPARAMETERS = [
  'distance_penalty',
  'norm_rate',
  'base_penalty_log',
  'penalty_skew',
  'minimax_strength',
  'low_penalty',
  'high_penalty',
];
const doubles = (names) => names.map((name) => `${name} DOUBLE`).join(', ');

const TABLES = [
  `CREATE TABLE audio_files (audio_id VARCHAR PRIMARY KEY, path VARCHAR UNIQUE NOT NULL, source VARCHAR, genre VARCHAR,
     duration_sec DOUBLE, sample_rate INTEGER, channels INTEGER, imported_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)`,
  `CREATE TABLE descriptors (audio_id VARCHAR PRIMARY KEY, ${doubles(DESCRIPTORS)}, frame_count INTEGER, updated_at TIMESTAMP)`,
  `CREATE TABLE bo_trials (audio_id VARCHAR, trial_index INTEGER, ${doubles([...TERMS, ...HYPERPARAMETERS])}, created_at TIMESTAMP)`,
  `CREATE TABLE best_params (audio_id VARCHAR PRIMARY KEY, score DOUBLE, ${doubles(HYPERPARAMETERS)}, updated_at TIMESTAMP)`,
  `CREATE TABLE models (model_id VARCHAR PRIMARY KEY, created_at TIMESTAMP, degree INTEGER, alpha DOUBLE, k_folds INTEGER,
     cv_mse DOUBLE, train_mse DOUBLE, artifact_path VARCHAR, descriptor_keys_json VARCHAR, notes VARCHAR)`,
  `CREATE TABLE audio_metadata (audio_id VARCHAR PRIMARY KEY, dataset_id VARCHAR, dataset_config VARCHAR, split VARCHAR,
     source_url VARCHAR, license VARCHAR, creator VARCHAR, tags_json VARCHAR, raw_json VARCHAR, updated_at TIMESTAMP)`,
];

/**
 * Writes a database as the desktop trainer does, by the native engine.
 *
 * @param {string} path
 * @param {(connection: import('@duckdb/node-api').DuckDBConnection) => Promise<void>} fill - writes the rows
 */
export async function writeDesktopDatabase(path, fill) {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`ATTACH '${path}' AS desktop (STORAGE_VERSION 'v1.0.0')`);
  await connection.run('USE desktop');
  for (const table of TABLES) await connection.run(table);
  await fill(connection);
  await connection.run('CHECKPOINT desktop');
  connection.closeSync();
  instance.closeSync();
}
