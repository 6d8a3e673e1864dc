-- Models that a server lists and another machine runs (Ollama's cloud). The next look says of each; until then, the name does.
ALTER TABLE "OllamaModel" ADD COLUMN "runsAt" TEXT;
UPDATE "OllamaModel" SET "runsAt" = 'ollama.com' WHERE "name" ~ '[:-]cloud$';
