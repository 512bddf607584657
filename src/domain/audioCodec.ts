/** What the sound of a file is coded by; `pcm` for plain samples in a container that is taken apart like the others. */
export type CompressedCodec = 'flac' | 'mp3' | 'vorbis' | 'opus' | 'aac' | 'pcm';
