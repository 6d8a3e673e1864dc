import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkInput } from "./field-check.ts";

const Form = z.object({
  name: z
    .string()
    .min(1, "Say a name.")
    .regex(/^[a-z]*$/, "Letters only."),
  age: z.int({ error: "A whole number." }),
});

describe("checkInput", () => {
  it("finds nothing where nothing is wrong", () => {
    expect(checkInput(Form, { name: "ada", age: 3 })).toEqual({});
  });

  it("gives the first message of each field", () => {
    expect(checkInput(Form, { name: "", age: 1.5 })).toEqual({ name: "Say a name.", age: "A whole number." });
    expect(checkInput(Form, { name: "A1", age: 1 })).toEqual({ name: "Letters only." });
  });

  it("says which field within a field is wrong", () => {
    expect(checkInput(z.object({ form: Form }), { form: { name: "A1", age: 1.5 } })).toEqual({
      form: "Letters only.",
      "form.name": "Letters only.",
      "form.age": "A whole number.",
    });
  });
});
