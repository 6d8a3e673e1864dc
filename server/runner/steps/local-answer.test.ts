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
  ["one after some words", 'I write the file now.\n\n<tool_call>\n{"name": "Write"'],
  ["one in a line with words", 'I list them: <tool_use name="Bash">{"command": "ls"}</tool_use>'],
  ["a tag before its calls", '[TOOL_CALLS] [{"name": "Bash"'],
  ["the end of one", '{"name": "Bash", "arguments": {}}\n</tool_call>'],
  ["code to be run", '<|python_tag|>bash.call(command="ls")'],
  ["a fenced tag", '```xml\n<tool_call>\n{"name": "Bash", "arguments": {}}\n</tool_call>\n```'],
])("%s is a failure of the model's", (_, text) => {
  expect(faultOfLocalAnswer(text, "coder:7b")).toContain("coder:7b");
});

test.each([
  "The greeter is written, and its test passes.",
  'I called Bash with {"command": "ls"}, which listed two files.',
  '{"name": "greeter", "version": "0.1.0"}',
  "rate limit 429 overloaded",
  "The parser takes <tool_call> and <tool_use> for calls, and [TOOL_CALLS] too; all tests pass.",
  "Done. `<tool_call>{…}` is read, and so is\n\n```\n<tool_call>\n{}\n</tool_call>\n```\n\nwith a test of each.",
])("%s is an answer", (text) => {
  expect(faultOfLocalAnswer(text, "coder:7b")).toBeNull();
});
