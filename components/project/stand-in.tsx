"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Cpu, Lock } from "lucide-react";
import { switchReasonWords, type ProviderWish } from "../../server/contract/fallback.ts";
import { isEnded } from "../../server/contract/statuses.ts";
import type { ProjectCard, ProjectView } from "../../server/contract/views.ts";
import { messageOf } from "../request-error.ts";
import { useTRPC } from "../trpc.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { formatClock, isWithinMinute } from "../ui/format.ts";
import { WholeWords } from "../ui/whole-words.tsx";
import { useNow } from "../ui/use-now.ts";
import { toast } from "../ui/toast-store.ts";
import { focusProjectState } from "./project-state-line.ts";
import { mayGoLocal, offersLocal } from "./may-go-local.ts";
import { wishedWords } from "./wish-words.ts";

/** That a local model stands in for Claude; where none does any more, that one did. Nothing where Claude did it all. */
export function StandInMark({ project }: { project: StoodIn & Pick<ProjectCard, "standIn"> }) {
  if (project.standIn !== null) return <StandInBadge standIn={project.standIn} />;
  return <StoodInBadge project={project} />;
}

type StoodIn = Pick<ProjectCard, "stoodIn" | "allLocal" | "status">;

/** That local models did what is there, or a part of it; nothing where Claude did it all. */
export function StoodInBadge({ project: { stoodIn, allLocal, status } }: { project: StoodIn }) {
  if (stoodIn.length === 0) return null;
  return (
    <Badge
      tone="fallback"
      icon={Cpu}
      className={wrapping}
      title={`${stoodIn.join(", ")} worked on ${allLocal ? "all" : "a part"} of it in Claude's place.`}
    >
      {allLocal ? (isEnded(status) ? "Built on a local model" : "So far on a local model") : "Partly on a local model"}
    </Badge>
  );
}

/** Its words go on in another line where there is no room. */
const wrapping = "h-auto min-h-5 max-w-full shrink whitespace-normal";

/** Who stands in for Claude, why, and until when. */
function StandInBadge({ standIn }: { standIn: NonNullable<ProjectCard["standIn"]> }) {
  const { model, reason, until } = standIn;
  const now = useNow(10_000);
  return (
    <Badge
      tone="fallback"
      icon={Cpu}
      className={wrapping}
      title={`${model} works on it${reason === null ? " in Claude's place" : `, because ${switchReasonWords[reason]}`}.`}
    >
      {/* One text: the badge sets its parts apart. */}
      <span className="min-w-0">
        On <WholeWords text={model} />
        {until === null || now === null || isWithinMinute(until, new Date(now))
          ? ""
          : ` until ${formatClock(until, new Date(now))}`}
      </span>
    </Badge>
  );
}

/** Nothing of the project leaves this machine. */
export function PrivateBadge() {
  return (
    <Badge
      icon={Lock}
      title="Only a local model on this machine works on it. No network but its own list; nothing is pushed."
    >
      Private
    </Badge>
  );
}

/** Chooses where a project is worked on: with a local model or with Claude from the next turn on. */
export const useProviderWish = (project: ProjectView, onDone?: () => void) => {
  const { id: projectId } = project;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const wish = useMutation(
    trpc.projects.wishProvider.mutationOptions({
      onSuccess: (_, { wish: chosen }) => {
        const { title, detail } = wishedWords(project, chosen);
        toast.done(title, detail === null ? {} : { detail });
        onDone?.();
      },
      onError: (error) => toast.failed("The provider was not changed", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.projects.get.queryFilter({ projectId })),
    }),
  );
  return {
    busy: wish.isPending,
    run: (chosen: ProviderWish | null) => wish.mutate({ projectId, wish: chosen }),
  } as const;
};

/** For a project that waits: the way that does not need Claude, where it leads somewhere. */
export function GoLocalButton({ project }: { project: ProjectView }) {
  const trpc = useTRPC();
  const { data: fallback } = useQuery(trpc.fallback.state.queryOptions());
  const wish = useProviderWish(project, focusProjectState);
  if (project.hold === null || !mayGoLocal(project, fallback) || !offersLocal(project.hold, fallback)) return null;
  return (
    <Button busy={wish.busy} onClick={() => wish.run("local")}>
      Go on with a local model
    </Button>
  );
}
