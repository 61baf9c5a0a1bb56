ALTER TABLE "crm_heard" DROP CONSTRAINT "crm_heard_connector_id_contact_id_pk";--> statement-breakpoint
ALTER TABLE "crm_heard" ADD COLUMN "remote_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "crm_heard" ADD CONSTRAINT "crm_heard_connector_id_contact_id_remote_id_pk" PRIMARY KEY("connector_id","contact_id","remote_id");
