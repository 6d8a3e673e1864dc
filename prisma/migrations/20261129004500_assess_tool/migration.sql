-- A value of its own migration: PostgreSQL does not let a new value be used in the transaction that adds it.
ALTER TYPE "Operation" ADD VALUE 'ASSESS_TOOL';
