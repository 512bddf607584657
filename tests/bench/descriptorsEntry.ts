/** What `descriptors.mjs` measures, bundled as for the product. */
export { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
export { DescriptorKernel } from '../../src/ml/kernel/descriptorKernel.ts';
