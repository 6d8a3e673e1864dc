import { instruction, paragraphs } from "./material.ts";

/** What a person said to the project while it was at work. */
export interface SaidMessage {
  readonly id: string;
  readonly by: string;
  readonly text: string;
}

/** A message as an agent reads it. Its id stands in it, so that a conversation shows whether it holds the message. */
export const describeMessage = ({ id, by, text }: SaidMessage): string =>
  instruction(`the user ${by.replaceAll(/["<>\n]/g, " ")}`, text, { message: id });

/** For whoever goes on with a conversation of its own after others were at work: what these have been told meanwhile. */
export const describeMissed = (missed: readonly SaidMessage[]): string | null =>
  missed.length === 0
    ? null
    : paragraphs("Since you were last at this, the user has said this to the team:", ...missed.map(describeMessage));

/** For whoever begins afresh: what others have been told already, and what has come since. */
export const describeMessages = (earlier: readonly SaidMessage[], waiting: readonly SaidMessage[]): string | null => {
  const parts = [
    earlier.length === 0 ? null : "The user said this to the team earlier in this project:",
    ...earlier.map(describeMessage),
    waiting.length === 0 ? null : "A message of the user's that is new, and counts from now on:",
    ...waiting.map(describeMessage),
  ];
  const text = paragraphs(...parts);
  return text === "" ? null : text;
};
