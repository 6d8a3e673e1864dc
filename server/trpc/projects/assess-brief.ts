import { ScreenBriefInput } from "../../contract/inputs.ts";
import { assessBrief as assessIt } from "../../domain/briefs/index.ts";
import { memberProcedure } from "../procedures.ts";

/** What a brief that is being written asks for: language, kind, complexity. A mutation, so that no address has the text. */
export const assessBrief = memberProcedure
  .input(ScreenBriefInput)
  .mutation(({ input }) => assessIt(input.brief.trim()));
