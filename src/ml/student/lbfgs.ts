import { dot } from '../linear/dot.ts';

const MEMORY = 10;
const SUFFICIENT_DECREASE = 1e-4;
const MAX_HALVINGS = 20;

/**
 * Minimises a smooth function from `x` on, in place, by L-BFGS with ten remembered steps and a backtracking search
 * along the line (Nocedal & Wright, Numerical Optimization, 7.2). Deterministic.
 *
 * @param f writes the gradient at x and returns the value.
 * @param iterations how many at most.
 * @param tolerance it ends where an iteration gains less than this share of 1 + |value|.
 * @returns the value reached.
 */
export function minimise(
  f: (x: Float64Array, gradient: Float64Array) => number,
  x: Float64Array,
  iterations: number,
  tolerance: number,
): number {
  const n = x.length;
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let gradient = new Float64Array(n);
  let nextGradient = new Float64Array(n);
  const candidate = new Float64Array(n);
  const direction = new Float64Array(n);
  let value = f(x, gradient);
  for (let iteration = 0; iteration < iterations; iteration++) {
    descentDirection(steps, gradient, direction);
    let descent = dot(direction, gradient);
    if (descent >= 0) {
      steps.length = 0;
      for (let i = 0; i < n; i++) direction[i] = -gradient[i]!;
      descent = -dot(gradient, gradient);
    }
    if (descent === 0) break;
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(-descent)) : 1;
    let nextValue = Infinity;
    for (let halving = 0; halving < MAX_HALVINGS; halving++, length /= 2) {
      for (let i = 0; i < n; i++) candidate[i] = x[i]! + length * direction[i]!;
      nextValue = f(candidate, nextGradient);
      if (nextValue <= value + SUFFICIENT_DECREASE * length * descent) break;
    }
    if (!(nextValue < value)) break;
    const s = new Float64Array(n);
    const y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      s[i] = candidate[i]! - x[i]!;
      y[i] = nextGradient[i]! - gradient[i]!;
    }
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      steps.push({ s, y, rho: 1 / curvature });
      if (steps.length > MEMORY) steps.shift();
    }
    x.set(candidate);
    [gradient, nextGradient] = [nextGradient, gradient];
    const gain = value - nextValue;
    value = nextValue;
    if (gain < tolerance * (1 + Math.abs(value))) break;
  }
  return value;
}

/** The two-loop recursion: minus the approximate inverse Hessian times the gradient. */
function descentDirection(
  steps: readonly { s: Float64Array; y: Float64Array; rho: number }[],
  gradient: Float64Array,
  direction: Float64Array,
): void {
  const alphas = new Float64Array(steps.length);
  for (let i = 0; i < direction.length; i++) direction[i] = -gradient[i]!;
  for (let k = steps.length - 1; k >= 0; k--) {
    const { s, y, rho } = steps[k]!;
    alphas[k] = rho * dot(s, direction);
    for (let i = 0; i < direction.length; i++) direction[i]! -= alphas[k]! * y[i]!;
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const [k, { s, y, rho }] of steps.entries()) {
    const beta = rho * dot(y, direction);
    for (let i = 0; i < direction.length; i++) direction[i]! += (alphas[k]! - beta) * s[i]!;
  }
}
