import type { LaunchOptions } from '@playwright/test';
import type { playwright } from '@vitest/browser-playwright';

export declare function profileOnDisk(launchOptions: LaunchOptions): ReturnType<typeof playwright>;
