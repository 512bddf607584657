import { DESCRIPTOR_COUNT } from '../domain/descriptors.ts';
import { AppError } from '../domain/errors.ts';
import { TARGET_COUNT } from '../domain/hyperparameters.ts';
import type { RidgeParameters } from '../domain/model.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE } from '../domain/polynomial.ts';
import { portions } from '../domain/portions.ts';
import { badModelFile } from './modelRefusal.ts';

export const PLUGIN_HEADER_FILE_NAME = 'AutoHyperModelData.h';

/** Decimal digits that tell any two 32-bit floats apart. */
const FLOAT_DIGITS = 9;
const LITERALS_PER_LINE = 8;

/**
 * The text of `AutoHyperModelData.h`, which the plugin compiles in as it is: the model's numbers as the nearest 32-bit
 * floats. C++17.
 *
 * @param subject what the model is called, for the error.
 * @param remarks what its comment says; each may be several lines.
 * @throws AppError `bad-input` for a model that the plugin cannot run, with the reason: a wrong number of values, a value
 *   that no finite 32-bit float comes near, or a scale that is not above 0.
 */
export function encodePluginHeader(
  parameters: RidgeParameters,
  subject: string,
  remarks: readonly string[] = [],
): string {
  const { scalerMean, scalerScale, intercept, coefficients } = parameters;
  const means = literals('mean', scalerMean, DESCRIPTOR_COUNT, subject);
  const scales = literals('scale', scalerScale, DESCRIPTOR_COUNT, subject);
  if (scalerScale.some((scale) => !(Math.fround(scale) > 0))) {
    throw cannotRun(subject, 'a scale of its standardisation is not above 0');
  }
  const intercepts = literals('intercept', intercept, TARGET_COUNT, subject);
  if (coefficients.length !== TARGET_COUNT) {
    throw cannotRun(subject, `it has ${coefficients.length} outputs, not ${TARGET_COUNT}`);
  }
  const rows = coefficients.map((row) => literals('coefficient', row, FEATURE_COUNT, subject));
  return [
    ...remarks.flatMap(commentLines),
    '#pragma once',
    '',
    '#include <array>',
    '',
    'namespace inertia',
    '{',
    `inline constexpr int kAutoHyperDescriptorCount = ${DESCRIPTOR_COUNT};`,
    `inline constexpr int kAutoHyperOutputCount = ${TARGET_COUNT};`,
    `inline constexpr int kAutoHyperTermCount = ${FEATURE_COUNT};`,
    '',
    `inline constexpr std::array<float, ${DESCRIPTOR_COUNT}> kAutoHyperMeans {{`,
    ...lines(means),
    '}};',
    '',
    `inline constexpr std::array<float, ${DESCRIPTOR_COUNT}> kAutoHyperScales {{`,
    ...lines(scales),
    '}};',
    '',
    `inline constexpr std::array<float, ${TARGET_COUNT}> kAutoHyperIntercepts {{`,
    ...lines(intercepts),
    '}};',
    '',
    `inline constexpr std::array<std::array<float, ${FEATURE_COUNT}>, ${TARGET_COUNT}> kAutoHyperCoefficients {{`,
    ...rows.map((row) => `    {{\n${lines(row, '        ').join('\n')}\n    }},`),
    '}};',
    '} // namespace inertia',
    '',
  ].join('\n');
}

/** Lines of a comment: a break within a text would end it, a backslash at an end would take in the line that follows. */
function commentLines(text: string): readonly string[] {
  return text.split(/[\r\n\u2028\u2029]+/u).map((line) => `// ${line.replace(/[\\\s]+$/u, '')}`);
}

/**
 * Reads an `AutoHyperModelData.h`, of this app or of another trainer.
 *
 * @param subject the file's name, for the error.
 * @throws AppError `bad-model-file` that says what does not fit.
 */
export function decodePluginHeader(text: string, subject: string): RidgeParameters {
  const code = text.replace(/^\uFEFF/, '').replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ');
  requireCount(code, 'kAutoHyperDescriptorCount', DESCRIPTOR_COUNT, subject);
  requireCount(code, 'kAutoHyperOutputCount', TARGET_COUNT, subject);
  requireCount(code, 'kAutoHyperTermCount', FEATURE_COUNT, subject);
  const flat = readNumbers(code, 'kAutoHyperCoefficients', TARGET_COUNT * FEATURE_COUNT, subject);
  const scalerScale = readNumbers(code, 'kAutoHyperScales', DESCRIPTOR_COUNT, subject);
  if (scalerScale.some((scale) => scale <= 0))
    throw badModelFile(subject, 'a value of “kAutoHyperScales” is not above 0');
  return {
    degree: POLYNOMIAL_DEGREE,
    scalerMean: readNumbers(code, 'kAutoHyperMeans', DESCRIPTOR_COUNT, subject),
    scalerScale,
    intercept: readNumbers(code, 'kAutoHyperIntercepts', TARGET_COUNT, subject),
    coefficients: Array.from({ length: TARGET_COUNT }, (_, output) =>
      flat.slice(output * FEATURE_COUNT, (output + 1) * FEATURE_COUNT),
    ),
  };
}

function literals(what: string, values: readonly number[], count: number, subject: string): string[] {
  if (values.length !== count) throw cannotRun(subject, `it has ${values.length} values of “${what}”, not ${count}`);
  return values.map((value) => {
    const float = Math.fround(value);
    if (!Number.isFinite(float)) {
      throw cannotRun(subject, `its ${what} ${value} is not a number that a 32-bit float can hold`);
    }
    const text = String(Number(float.toPrecision(FLOAT_DIGITS)));
    return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
  });
}

function lines(values: readonly string[], indent = '    '): string[] {
  return portions(values, LITERALS_PER_LINE).map((part) => `${indent}${part.join(', ')},`);
}

function cannotRun(subject: string, reason: string): AppError {
  return new AppError({
    code: 'bad-input',
    stage: 'export',
    subject,
    message: `The plugin cannot run “${subject}”: ${reason}. Train a model of degree ${POLYNOMIAL_DEGREE} again and export that.`,
  });
}

function requireCount(code: string, name: string, expected: number, subject: string): void {
  const found = new RegExp(`\\b${name}\\b\\s*(?:=|\\{)\\s*(\\d+)`).exec(code)?.[1];
  if (found === undefined) throw badModelFile(subject, `“${name}” is missing`);
  if (Number(found) !== expected) throw badModelFile(subject, `“${name}” is ${found} and the plugin wants ${expected}`);
}

/** The numbers between the braces that follow a name, however they are nested. */
function readNumbers(code: string, name: string, count: number, subject: string): number[] {
  const declared = new RegExp(`\\b${name}\\b\\s*=?\\s*\\{`).exec(code);
  if (declared === null) throw badModelFile(subject, `“${name}” is missing`);
  const from = declared.index + declared[0].length;
  const end = code.indexOf(';', from);
  const body = code.slice(from, end === -1 ? undefined : end);
  const values = body
    .split(/[\s,{}]+/)
    .filter((token) => token !== '')
    .map((token) => {
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?f?$/i.test(token)) {
        throw badModelFile(subject, `“${name}” holds “${token.slice(0, 40)}”, which is no number`);
      }
      const value = Math.fround(Number(token.replace(/f$/i, '')));
      if (!Number.isFinite(value)) throw badModelFile(subject, `“${name}” holds ${token}, beyond a 32-bit float`);
      return value;
    });
  if (values.length !== count) {
    throw badModelFile(subject, `“${name}” holds ${values.length} values and the plugin wants ${count}`);
  }
  return values;
}
