/** For tests of the machine in which no agent comes to the end of its requests. */
export const manyRequests = { PROJECT_MANAGER: 9, DEVELOPER: 9, QUALITY_ASSURANCE: 9 } as const;
