"use client";

import { useState, type FormEvent } from "react";
import { MemberAccess, type ProjectMembers } from "#server/contract/members";
import { accessWords } from "#client/sharing/use-share";
import { Button } from "#components/ui/button";
import { Select } from "#components/ui/select";

interface AddMemberProps {
  others: ProjectMembers["others"];
  busy: boolean;
  onAdd: (userId: string, access: MemberAccess) => void;
}

/** Chooses somebody and what they may do. */
export function AddMember({ others, busy, onAdd }: AddMemberProps) {
  const [chosen, setChosen] = useState("");
  const [access, setAccess] = useState<MemberAccess>("STEER");
  const userId = others.find(({ id }) => id === chosen)?.id ?? others[0]?.id;
  if (userId === undefined)
    return <p className="text-muted">There is no other member here whom it could be shared with.</p>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy) onAdd(userId, access);
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
      <div className="min-w-0 flex-1 basis-40">
        <Select aria-label="Person" value={userId} onChange={(event) => setChosen(event.target.value)}>
          {others.map(({ id, name, login }) => (
            <option key={id} value={id}>
              {name === login ? name : `${name} (${login})`}
            </option>
          ))}
        </Select>
      </div>
      <div className="w-48">
        <Select
          aria-label="What they may do"
          value={access}
          onChange={(event) => setAccess(MemberAccess.parse(event.target.value))}
        >
          {MemberAccess.options.map((option) => (
            <option key={option} value={option}>
              {accessWords[option]}
            </option>
          ))}
        </Select>
      </div>
      <Button type="submit" busy={busy}>
        Share
      </Button>
    </form>
  );
}
