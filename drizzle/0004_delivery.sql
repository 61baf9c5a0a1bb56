DROP INDEX "messages_planned_index";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
CREATE INDEX "messages_waiting_index" ON "messages" USING btree ("due_at") WHERE state in ('planned', 'sending') and batch_id is null;--> statement-breakpoint
CREATE INDEX "messages_batch_index" ON "messages" USING btree ("batch_id") WHERE state in ('planned', 'sending') and batch_id is not null;