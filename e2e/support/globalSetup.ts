export { setUpProfiles as default } from './profiles.ts';
