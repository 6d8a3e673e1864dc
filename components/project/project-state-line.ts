/** The id of the header's sentence, which stays whatever a project does. */
export const projectStateId = "project-state";

/** Takes the focus to the header's sentence: from a button that goes away with what it has ended. */
export const focusProjectState = (): void => document.getElementById(projectStateId)?.focus();
