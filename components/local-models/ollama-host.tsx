"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleDashed, CircleX, Cpu, type LucideIcon } from "lucide-react";
import { useId, useRef, useState, type FormEvent, type RefObject } from "react";
import type { LocalModelView, OllamaHostView } from "#server/contract/local-models";
import { messageOf } from "#client/request-error";
import { cn } from "#client/ui/cn";
import { formatBytes, formatClock, formatDuration } from "#client/ui/format";
import { useFocusHeir } from "#client/ui/use-focus-heir";
import { useClock } from "#client/ui/use-now";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { Panel } from "#components/ui/panel";
import { Progress } from "#components/ui/progress";
import { TimeFor } from "#components/ui/relative-time";
import { Spinner } from "#components/ui/spinner";
import { VisibleText } from "#components/ui/visible-text-view";
import { toast } from "#client/ui/toast-store";

interface OllamaHostProps {
  host: OllamaHostView;
  canEdit: boolean;
  /** The model that is chosen works now, and does not only stand ready. */
  doesWork: boolean;
}

/** One server: whether it answers, what it has, what it is fetching. */
export function OllamaHost({ host, canEdit, doesWork }: OllamaHostProps) {
  const { url, source, reachable, since, models, pulls } = host;
  const { icon: StateIcon, tone } = stateLooks(reachable);
  const isAway = reachable !== true;
  const awayId = useId();
  return (
    <Panel className="divide-y divide-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
        <span className="flex min-w-0 flex-1 basis-64 items-start gap-2">
          <StateIcon aria-hidden className={cn("mt-0.5 size-4 shrink-0", tone)} />
          <span className="min-w-0">
            <span className="block font-medium break-all">{url}</span>
            <span className="text-muted">
              {stateWords(host)}
              {since === null ? null : (
                <>
                  {" "}
                  Seen so for <TimeFor since={since} />.
                </>
              )}
            </span>
          </span>
        </span>
        <span className="pl-6 text-xs text-faint">
          {source === "settings" ? "Added here" : url === ownAddress ? "Ollama's usual address" : "From OLLAMA_HOST"}
        </span>
      </div>
      {isAway && models.length > 0 ? (
        <p id={awayId} className="px-4 py-2 text-xs text-muted">
          Its models as last seen. {canEdit ? "Their tools can be checked when it answers." : null}
        </p>
      ) : null}
      {models.map((model) => (
        <ModelRow
          key={model.name}
          hostUrl={url}
          model={model}
          canEdit={canEdit}
          doesWork={doesWork}
          awayId={isAway ? awayId : null}
        />
      ))}
      {pulls.map((pull) => (
        <PullRow key={pull.id} pull={pull} canStop={canEdit} />
      ))}
      {canEdit && reachable === true ? <PullForm hostUrl={url} /> : null}
    </Panel>
  );
}

/** Where one listens that nobody has told otherwise; also looked at where no address is set. */
const ownAddress = "http://127.0.0.1:11434";

const stateWords = ({ url, reachable, version, error }: OllamaHostView): string => {
  if (reachable === null) return "Not looked at yet.";
  // Its address stands above.
  return reachable ? `Ollama ${version ?? ""} answers.` : (error?.replace(` at ${url}`, "") ?? "It does not answer.");
};

const stateLooks = (reachable: boolean | null): { readonly icon: LucideIcon; readonly tone: string } => {
  if (reachable === null) return { icon: CircleDashed, tone: "text-faint" };
  return reachable ? { icon: CircleCheck, tone: "text-done" } : { icon: CircleAlert, tone: "text-needs" };
};

interface ModelRowProps {
  hostUrl: string;
  model: LocalModelView;
  canEdit: boolean;
  doesWork: boolean;
  /** The element that says that its server does not answer; null: it answers. */
  awayId: string | null;
}

function ModelRow({ hostUrl, model, canEdit, doesWork, awayId }: ModelRowProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const check = useMutation(
    trpc.localModels.check.mutationOptions({
      onError: (error) => toast.failed("The check was not asked for", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.localModels.list.queryFilter()),
    }),
  );
  const now = useClock();
  const { name, sizeBytes, contextLength, parameterSize, runsAt, inUse, warning, loaded, pinned } = model;
  // Of one that cannot, the warning says so, and there is nothing to check.
  const canCallTools = model.capabilities.includes("tools");
  const facts = [
    parameterSize,
    // All that is here of it is its name.
    runsAt === null ? formatBytes(sizeBytes) : `runs at ${runsAt}`,
    contextLength === null ? null : `${contextLength.toLocaleString("en")} tokens of context`,
    loaded && pinned === null ? "in memory" : null,
  ].filter((fact) => fact !== null);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="flex min-w-0 flex-1 basis-72 flex-col">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium break-all">{name}</span>
          {inUse ? (
            <Badge tone={warning !== null ? "needs" : doesWork ? "fallback" : "neutral"} icon={Cpu}>
              {doesWork ? "In use" : "First choice"}
            </Badge>
          ) : null}
        </span>
        <span className="tabular text-muted">{facts.join(" · ")}</span>
        {runsAt === null ? null : (
          <span className="text-muted">
            Not local: what it is asked leaves this server, and may cost. It is used only where the order names it, and
            never for a private project.
          </span>
        )}
        {pinned === null ? null : (
          <span className={pinned.error === null ? "text-fallback" : "text-needs"}>
            {pinned.error === null
              ? `Loaded, and kept in memory until ${formatClock(pinned.until, now)}.`
              : `It could not be loaded ahead. ${pinned.error}`}
          </span>
        )}
        {warning === null ? null : <span className="text-needs">{warning}</span>}
      </div>
      {canCallTools ? <CheckState model={model} isAway={awayId !== null} /> : null}
      {canEdit && canCallTools ? (
        <Button
          busy={check.isPending || (model.check.state === "asked" && awayId === null)}
          disabled={awayId !== null}
          aria-label={`Check tools of ${name} on ${hostUrl}`}
          aria-describedby={awayId ?? undefined}
          onClick={() => check.mutate({ hostUrl, model: name })}
        >
          Check tools
        </Button>
      ) : null}
    </div>
  );
}

function CheckState({ model: { check, warning }, isAway }: { model: LocalModelView; isAway: boolean }) {
  const tone = (known: string): string => cn("size-4", isAway ? "text-faint" : known);
  // Of those that can call tools only too little context is warned about.
  const isShort = warning !== null;
  const PassedIcon = isShort ? CircleAlert : CircleCheck;
  switch (check.state) {
    case "not_checked":
      return (
        <Line icon={<CircleDashed aria-hidden className="size-4 text-faint" />} text="Tool calls not checked yet" />
      );
    case "asked":
      return isAway ? (
        <Line
          icon={<CircleDashed aria-hidden className="size-4 text-faint" />}
          text="Checked when its server answers"
        />
      ) : (
        <Line icon={<Spinner className="size-4" />} text="Checking tool calls…" />
      );
    case "passed":
      return (
        <Line
          icon={<PassedIcon aria-hidden className={tone(isShort ? "text-needs" : "text-done")} />}
          text={`${isAway ? "Used tools when last checked" : `Uses tools (${formatDuration(check.durationMs)})`}${isShort ? ", with too little context for agents" : ""}`}
        />
      );
    case "failed":
      return <Line icon={<CircleX aria-hidden className={tone("text-failed")} />} text={check.reason} />;
    default:
      return check satisfies never;
  }
}

function Line({ icon, text }: { icon: React.ReactNode; text: string }) {
  return (
    <span className="flex max-w-64 items-start gap-1.5 text-xs text-muted">
      <span className="shrink-0">{icon}</span>
      <span className="min-w-0">{text}</span>
    </span>
  );
}

type Pull = OllamaHostView["pulls"][number];

function PullRow({ pull, canStop }: { pull: Pull; canStop: boolean }) {
  const { model, status, completedBytes, totalBytes, error: failure, endedAt } = pull;
  const row = useRef<HTMLDivElement>(null);
  return (
    <div ref={row} tabIndex={-1} className="flex flex-col gap-1.5 px-4 py-3">
      <span className="flex flex-wrap items-center gap-x-2">
        <span className="font-medium break-all">{model}</span>
        <span className={failure === null ? "text-muted" : "text-failed"}>
          <VisibleText text={failure ?? (endedAt === null ? status : "pulled")} />
        </span>
        {canStop && endedAt === null ? <StopPullButton pull={pull} heir={row} /> : null}
      </span>
      {endedAt !== null || totalBytes === null || completedBytes === null ? null : (
        <span className="flex items-center gap-3 text-xs text-muted">
          <Progress label={`Pulling ${model}`} value={completedBytes} max={totalBytes} tone="running" />
          <span className="tabular whitespace-nowrap">
            {formatBytes(completedBytes)} of {formatBytes(totalBytes)}
          </span>
        </span>
      )}
    </div>
  );
}

function StopPullButton({ pull: { id, model }, heir }: { pull: Pull; heir: RefObject<HTMLElement | null> }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const stop = useMutation(
    trpc.localModels.stopPull.mutationOptions({
      onError: (error) => toast.failed("The pull was not stopped", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.localModels.list.queryFilter()),
    }),
  );
  return (
    <Button
      ref={useFocusHeir(heir)}
      className="ml-auto"
      aria-label={`Stop pulling ${model}`}
      busy={stop.isPending}
      onClick={() => stop.mutate({ id })}
    >
      Stop
    </Button>
  );
}

function PullForm({ hostUrl }: { hostUrl: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const pull = useMutation(
    trpc.localModels.pull.mutationOptions({
      onSuccess: () => setName(""),
      onSettled: () => queryClient.invalidateQueries(trpc.localModels.list.queryFilter()),
    }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "" && !pull.isPending) pull.mutate({ hostUrl, model: name.trim() });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-wrap items-end gap-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <Field label={`Pull a model to ${hostUrl}`} error={pull.error === null ? undefined : messageOf(pull.error)}>
          <Input
            value={name}
            autoComplete="off"
            spellCheck={false}
            placeholder="qwen3-coder:30b"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </div>
      {/* A field ends with the place of its error. */}
      <Button
        type="submit"
        className="mb-1.5"
        aria-label={`Pull to ${hostUrl}`}
        busy={pull.isPending}
        // Not disabled: it has the focus when the name is taken away.
        aria-disabled={name.trim() === "" || pull.isPending}
      >
        Pull
      </Button>
    </form>
  );
}
