/** Whether single letters mean themselves right now: the focus is in a text field, or a dialog or menu is open. */
export const isTypingOrInDialog = (): boolean => {
  const focused = document.activeElement;
  const typing =
    focused instanceof HTMLElement &&
    (focused.isContentEditable ||
      focused.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range], [type=button])"));
  return typing || document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
};
