CREATE TABLE "check_ins" (
	"id" uuid PRIMARY KEY NOT NULL,
	"booking_id" uuid NOT NULL,
	"act" text NOT NULL,
	"organizer_id" text,
	"at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shift_waits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shift_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"locale" text NOT NULL,
	"state" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"held_until" timestamp with time zone,
	"offers" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "shift_waits_shift_contact" UNIQUE("shift_id","contact_id")
);
--> statement-breakpoint
ALTER TABLE "organizers" ADD COLUMN "shares_address" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "task" text;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "checked_in_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "shifts" ADD COLUMN "held" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "shifts" ADD COLUMN "minimum" integer;--> statement-breakpoint
ALTER TABLE "shifts" ADD COLUMN "warned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "shifts" ADD COLUMN "moved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "shifts" ADD COLUMN "cancelled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_organizer_id_organizers_id_fk" FOREIGN KEY ("organizer_id") REFERENCES "public"."organizers"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_waits" ADD CONSTRAINT "shift_waits_shift_id_shifts_id_fk" FOREIGN KEY ("shift_id") REFERENCES "public"."shifts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_waits" ADD CONSTRAINT "shift_waits_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_waits" ADD CONSTRAINT "shift_waits_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "check_ins_booking_index" ON "check_ins" USING btree ("booking_id");--> statement-breakpoint
CREATE INDEX "shift_waits_contact_index" ON "shift_waits" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "shift_waits_turn_index" ON "shift_waits" USING btree ("shift_id","since") WHERE state in ('waiting', 'offered');--> statement-breakpoint
CREATE INDEX "shifts_starts_index" ON "shifts" USING btree ("starts_at");--> statement-breakpoint
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_held_check" CHECK ("shifts"."held" >= 0 and "shifts"."booked" + "shifts"."held" <= "shifts"."seats");