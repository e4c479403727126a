/** What global-setup started and global-teardown stops; both run in one process. */
export const running: { stop: () => Promise<void> } = { stop: async () => {} };
