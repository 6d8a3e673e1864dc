"use client";

import { complexityWords, kindWords } from "#client/new-project/choice-words";
import type { NewProjectDraft } from "#client/new-project/new-project-draft";
import { Complexity, languageList, languages, ProjectKind, type BriefAssessment } from "#server/contract/briefs";
import { DetectedSelect } from "./detected-select.tsx";

interface AssessmentFieldsProps {
  assessment: BriefAssessment | null;
  draft: NewProjectDraft;
  onChange: (part: Partial<NewProjectDraft>) => void;
}

const waiting = "Read from the brief as you type.";

/** Language, kind and complexity: as detected in the brief with the reason, and for a person to overrule (R3, R4). */
export function AssessmentFields({ assessment, draft, onChange }: AssessmentFieldsProps) {
  return (
    <div className="grid gap-x-4 gap-y-3 sm:grid-cols-3">
      <DetectedSelect
        label="Language"
        value={draft.language}
        onValueChange={(language) => onChange({ language })}
        detected={languageLabel(assessment)}
        reason={languageReason(assessment)}
        options={[
          ...languageList.map((language) => ({ value: language, label: languages[language] })),
          { value: "open" as const, label: "Let the plan choose" },
        ]}
      />
      <DetectedSelect
        label="Result"
        value={draft.kind}
        onValueChange={(kind) => onChange({ kind })}
        detected={assessment === null ? "As detected" : kindWords[assessment.kind.kind].label}
        reason={kindReason(assessment)}
        options={ProjectKind.options.map((kind) => ({ value: kind, label: kindWords[kind].label }))}
      />
      <DetectedSelect
        label="Complexity"
        value={draft.complexity}
        onValueChange={(complexity) => onChange({ complexity })}
        detected={assessment === null ? "As detected" : complexityWords[assessment.complexity.complexity]}
        reason={assessment?.complexity.reason ?? waiting}
        options={Complexity.options.map((complexity) => ({ value: complexity, label: complexityWords[complexity] }))}
      />
    </div>
  );
}

const languageLabel = (assessment: BriefAssessment | null): string => {
  if (assessment === null) return "As detected";
  const { language, confidence } = assessment.language;
  return language === null ? "Not clear: the plan chooses" : `${languages[language]} (${confidence} %)`;
};

const languageReason = (assessment: BriefAssessment | null): string => {
  if (assessment === null) return waiting;
  const { language, signals } = assessment.language;
  if (signals.length === 0) return "The brief does not name one.";
  const words = signals
    .slice(0, 3)
    .map(({ text }) => text)
    .join(", ");
  return language === null ? `Several could be meant: ${words}.` : `From ${words}.`;
};

const kindReason = (assessment: BriefAssessment | null): string => {
  if (assessment === null) return waiting;
  const { kind, signal } = assessment.kind;
  const from = signal === null ? "" : ` From “${signal}”.`;
  return `${kindWords[kind].description}${from}`;
};
