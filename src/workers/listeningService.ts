import { encodeWav } from '../audio/wavWriter.ts';
import { renderClusters } from '../ml/listening/renderClusters.ts';
import type { ListeningService } from './contracts/listening.ts';

/** Renders sounds as the plugin gives them out. */
export const listeningService: ListeningService = {
  async renderWav(channels, sampleRateHz, settings, mix) {
    const rendered = renderClusters(channels, sampleRateHz, settings, mix);
    const clips = rendered.channels.some((channel) => channel.some((sample) => Math.abs(sample) > 1));
    return encodeWav(rendered.channels, sampleRateHz, clips ? 'f32' : 's24');
  },
};
