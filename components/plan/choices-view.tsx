import type { ReactNode } from "react";
import { agentRoles, roleLabels } from "../../server/contract/roles.ts";
import { languages, strategies } from "../../server/contract/briefs.ts";
import type { ProjectChoices } from "../../server/contract/views.ts";
import { complexityWords, kindWords } from "../new-project/choice-words.ts";

/** Language, kind, complexity, priority, limit and models: as detected with the reason, or as a person chose. */
export function ChoicesView({ choices }: { choices: ProjectChoices }) {
  const { language, kind, complexity, assessment, importance, urgency, assignments, models } = choices;
  const own = agentRoles.flatMap((role) => {
    const model = models[role];
    return model === undefined ? [] : [{ role, model }];
  });
  const detected = assessment?.language;
  return (
    <dl className="grid max-w-prose grid-cols-[8rem_1fr] gap-x-4 gap-y-1.5">
      <Entry name="Language" reason={whyLanguage(choices)}>
        {language === null ? "Left to the plan" : languages[language]}
        {language !== null && detected?.language === language ? ` (${detected.confidence} %)` : ""}
      </Entry>
      <Entry name="Result" reason={assessment === null || assessment.kind.kind === kind ? null : "Chosen by a person."}>
        {kindWords[kind].label}
      </Entry>
      <Entry name="Complexity" reason={whyComplexity(choices)}>
        {complexityWords[complexity]} · {strategies[complexity].label.toLowerCase()}
      </Entry>
      <Entry name="Priority" reason={null}>
        {importance * urgency} of 100 (importance {importance}, urgency {urgency})
      </Entry>
      <Entry name="Assignments" reason={null}>
        {assignments.used} of {assignments.max} Developer assignments begun
      </Entry>
      {own.length === 0 ? null : (
        <Entry name="Models" reason={null}>
          {own.map(({ role, model }) => (
            <span key={role} className="block">
              {roleLabels[role].name}: <span className="font-mono text-xs">{model}</span>
            </span>
          ))}
        </Entry>
      )}
    </dl>
  );
}

const whyLanguage = ({ language, assessment }: ProjectChoices): string | null => {
  if (assessment === null) return null;
  if (assessment.language.language !== language) return "Chosen by a person.";
  const signals = assessment.language.signals.slice(0, 4).map(({ text }) => text);
  return signals.length === 0 ? null : `From ${signals.join(", ")}.`;
};

const whyComplexity = ({ complexity, assessment }: ProjectChoices): string | null => {
  if (assessment === null) return null;
  return assessment.complexity.complexity === complexity ? assessment.complexity.reason : "Chosen by a person.";
};

function Entry({ name, reason, children }: { name: string; reason: string | null; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">
        {children}
        {reason === null ? null : <span className="text-muted"> {reason}</span>}
      </dd>
    </>
  );
}
