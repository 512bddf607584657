import { DuckDBInstance } from '@duckdb/node-api';

const DESCRIPTORS = [
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
const PRESET = ['distance_penalty', 'norm_rate', 'base_penalty_log', 'penalty_skew', 'minimax_strength'];
const SCORES = ['score', 'sep', 'intra', 'jitter', 'loud_err', 'mask_flicker', 'low_pen_loss', 'high_pen_loss'];
const PENALTIES = ['low_penalty', 'high_penalty'];

/**
 * Writes a database as the desktop trainer does, with so many files that have descriptors and best parameters.
 *
 * @param {string} path
 * @param {number} rows
 */
export async function writeTrainedDatabase(path, rows) {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const doubles = (names) => names.map((name) => `${name} DOUBLE`).join(', ');
  const id = "lpad(i::VARCHAR, 20, 'a')";
  const normal = 'sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())';
  for (const statement of [
    `ATTACH '${path}' AS d (STORAGE_VERSION 'v1.0.0')`,
    'USE d',
    'CREATE TABLE audio_files (audio_id VARCHAR PRIMARY KEY, path VARCHAR UNIQUE NOT NULL, source VARCHAR, genre VARCHAR, duration_sec DOUBLE, sample_rate INTEGER, channels INTEGER, imported_at TIMESTAMP DEFAULT now())',
    `CREATE TABLE descriptors (audio_id VARCHAR PRIMARY KEY, ${doubles(DESCRIPTORS)}, frame_count INTEGER, updated_at TIMESTAMP DEFAULT now())`,
    `CREATE TABLE bo_trials (audio_id VARCHAR, trial_index INTEGER, ${doubles([...SCORES, ...PRESET, ...PENALTIES])}, created_at TIMESTAMP DEFAULT now())`,
    `CREATE TABLE best_params (audio_id VARCHAR PRIMARY KEY, score DOUBLE, ${doubles([...PRESET, ...PENALTIES])}, updated_at TIMESTAMP DEFAULT now())`,
    'CREATE TABLE models (model_id VARCHAR PRIMARY KEY, created_at TIMESTAMP, degree INTEGER, alpha DOUBLE, k_folds INTEGER, cv_mse DOUBLE, train_mse DOUBLE, artifact_path VARCHAR, descriptor_keys_json VARCHAR, notes VARCHAR)',
    'CREATE TABLE audio_metadata (audio_id VARCHAR PRIMARY KEY, dataset_id VARCHAR, dataset_config VARCHAR, split VARCHAR, source_url VARCHAR, license VARCHAR, creator VARCHAR, tags_json VARCHAR, raw_json VARCHAR, updated_at TIMESTAMP)',
    'SELECT setseed(0.5)',
    `INSERT INTO audio_files SELECT ${id}, 'library/album ' || (i // 12) || '/take ' || i || '.wav', 'library', 'field', 2 + random(), 44100, 2, now()::TIMESTAMP FROM range(${rows}) t(i)`,
    `INSERT INTO descriptors SELECT ${id}, ${DESCRIPTORS.map(() => normal).join(', ')}, 200, now()::TIMESTAMP FROM range(${rows}) t(i)`,
    `INSERT INTO best_params SELECT audio_id, 0.5 + 0.1 * log_energy_iqr, 0.5 + 0.1 * log_energy_median, 0.1 + 0.02 * flatness_median, log_energy_iqr, brightness_median, 1 / (1 + exp(-peakiness_median)), 0.2, 0.3, now()::TIMESTAMP FROM d.descriptors`,
    'CHECKPOINT',
  ]) {
    await connection.run(statement);
  }
  connection.closeSync();
  instance.closeSync();
}
