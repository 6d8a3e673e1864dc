-- The audit log as a chain: every entry carries a number without gaps and a hash over the one before and itself, so that
-- what is altered, taken out or put in between afterwards is found (npm run audit:check).

ALTER TABLE "AuditEntry" ADD COLUMN "projectId" TEXT, ADD COLUMN "sequence" INTEGER, ADD COLUMN "hash" TEXT;

-- Where the chain ends: one row. Whoever chains locks it, so that there is one chain; and it knows of entries that were
-- cut off at the end.
CREATE TABLE "AuditHead" (
    "id" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditHead_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "one_audit_head" CHECK ("id" = 1)
);

CREATE TABLE "AuditCheck" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "report" JSONB NOT NULL,

    CONSTRAINT "AuditCheck_pkey" PRIMARY KEY ("id")
);

-- An entry's hash: sha256 of the hash before it (of the first one, nothing), a line feed, and the entry's own columns as
-- a JSON array in the form that jsonb has as text. Hexadecimal.
CREATE FUNCTION spiral_audit_hash(
  p_previous TEXT, p_sequence INTEGER, p_id TEXT, p_at TIMESTAMPTZ, p_actor TEXT, p_action TEXT, p_subject TEXT,
  p_project TEXT, p_detail JSONB)
RETURNS TEXT LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(p_previous || E'\n' || jsonb_build_array(
    p_sequence, p_id, to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), p_actor, p_action, p_subject,
    p_project, p_detail)::text, 'UTF8')), 'hex')
$$;

-- Entries that are there already: in the order in which they were written.
ALTER TABLE "AuditEntry" DISABLE TRIGGER "audit_append_only";
UPDATE "AuditEntry" SET "projectId" =
  CASE WHEN "subjectId" LIKE 'prj\_%' THEN "subjectId" WHEN "detail"->>'projectId' LIKE 'prj\_%' THEN "detail"->>'projectId' END;
DO $$
DECLARE
  entry RECORD;
  number INTEGER := 0;
  previous TEXT := '';
BEGIN
  FOR entry IN SELECT * FROM "AuditEntry" ORDER BY "at", "id" LOOP
    number := number + 1;
    previous := spiral_audit_hash(previous, number, entry."id", entry."at", entry."actorId", entry."action",
      entry."subjectId", entry."projectId", entry."detail");
    UPDATE "AuditEntry" SET "sequence" = number, "hash" = previous WHERE "id" = entry."id";
  END LOOP;
  INSERT INTO "AuditHead" ("id", "sequence", "hash") VALUES (1, number, previous);
END
$$;
ALTER TABLE "AuditEntry" ENABLE TRIGGER "audit_append_only";

CREATE UNIQUE INDEX "AuditEntry_sequence_key" ON "AuditEntry"("sequence");
CREATE INDEX "AuditEntry_actorId_sequence_idx" ON "AuditEntry"("actorId", "sequence");
CREATE INDEX "AuditEntry_action_sequence_idx" ON "AuditEntry"("action", "sequence");
CREATE INDEX "AuditEntry_projectId_sequence_idx" ON "AuditEntry"("projectId", "sequence");

-- Nobody chooses an entry's place.
CREATE FUNCTION spiral_audit_unchained() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  NEW."sequence" := NULL;
  NEW."hash" := NULL;
  RETURN NEW;
END
$$;
CREATE TRIGGER "audit_unchained" BEFORE INSERT ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION spiral_audit_unchained();

-- Chains an entry when its transaction commits. The head is the last row that a transaction locks, whatever else it did
-- after writing the entry: nobody who holds it waits for anything, so it takes part in no deadlock, and it is held for
-- the commit alone.
CREATE FUNCTION spiral_chain_audit() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  head "AuditHead";
  next_hash TEXT;
BEGIN
  SELECT * INTO STRICT head FROM "AuditHead" WHERE "id" = 1 FOR UPDATE;
  next_hash := spiral_audit_hash(head."hash", head."sequence" + 1, NEW."id", NEW."at", NEW."actorId", NEW."action",
    NEW."subjectId", NEW."projectId", NEW."detail");
  UPDATE "AuditEntry" SET "sequence" = head."sequence" + 1, "hash" = next_hash WHERE "id" = NEW."id";
  UPDATE "AuditHead" SET "sequence" = head."sequence" + 1, "hash" = next_hash WHERE "id" = 1;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "audit_chain" AFTER INSERT ON "AuditEntry" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION spiral_chain_audit();

-- As before, but for the one change of an entry that is not chained yet: that it is.
CREATE FUNCTION spiral_refuse_audit_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD."sequence" IS NULL AND NEW."sequence" IS NOT NULL
    AND (NEW."id", NEW."at", NEW."actorId", NEW."action", NEW."subjectId", NEW."projectId", NEW."detail")
      IS NOT DISTINCT FROM (OLD."id", OLD."at", OLD."actorId", OLD."action", OLD."subjectId", OLD."projectId", OLD."detail") THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;
END
$$;
DROP TRIGGER "audit_append_only" ON "AuditEntry";
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION spiral_refuse_audit_change();
