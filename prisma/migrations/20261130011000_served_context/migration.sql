-- The context that a server gives a model of which nobody asks for any: what Claude Code's interface gets.
ALTER TABLE "OllamaModel" ADD COLUMN "servedContext" INTEGER, ADD COLUMN "servedContextAt" TIMESTAMPTZ(3);
