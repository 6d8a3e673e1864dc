/**
 * Reads a form's text fields as they are at this moment: also what the browser filled in before the page's script took
 * over, which no change event has told. The returned function gives a field's text by its name; "" where there is none.
 */
export const formText = (form: HTMLFormElement): ((name: string) => string) => {
  const data = new FormData(form);
  return (name) => {
    const value = data.get(name);
    return typeof value === "string" ? value : "";
  };
};
