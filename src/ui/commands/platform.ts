/** Whether this keyboard has a ⌘ key. */
export const IS_MAC = /Mac|iPhone|iPad/u.test(navigator.platform);
