import { expect, test } from "vitest";
import { faultOfLocalAnswer } from "./local-answer.ts";

test.each([
  ["nothing", ""],
  ["blanks", " \n "],
  ["a call as JSON", '{"name": "Write", "arguments": {"file_path": "a.js", "content": "x"}}'],
  ["several", '[{"name": "Bash", "parameters": {"command": "ls"}}]'],
  ["a fenced one", '```json\n{"name": "Bash", "input": {"command": "ls"}}\n```'],
  ["a template's tag", '<tool_call>\n{"name": "Bash"'],
  ["another template's", "<function=Bash>\n<parameter=command>ls</parameter>"],
])("%s is a failure of the model's", (_, text) => {
  expect(faultOfLocalAnswer(text, "coder:7b")).toContain("coder:7b");
});

test.each([
  "The greeter is written, and its test passes.",
  'I called Bash with {"command": "ls"}, which listed two files.',
  '{"name": "greeter", "version": "0.1.0"}',
  "rate limit 429 overloaded",
])("%s is an answer", (text) => {
  expect(faultOfLocalAnswer(text, "coder:7b")).toBeNull();
});
