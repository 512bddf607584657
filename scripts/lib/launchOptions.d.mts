export const launchOptions: {
  readonly headless: boolean;
  readonly executablePath?: string;
  readonly args: string[];
};
export const COMPILE_LATER: string;
