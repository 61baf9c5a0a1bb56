var __defProp = Object.defineProperty;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e) {
    throw err = [e], e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/locales/en/admin.ts
var admin;
var init_admin = __esm({
  "src/locales/en/admin.ts"() {
    "use strict";
    admin = {
      title: (page) => `${page} \u2013 Terrain`,
      skip: "Skip to content",
      nav: { label: "Administration", home: "Home", contacts: "Contacts", mailbox: "Mail", audit: "Audit log" },
      languages: "Language",
      language: "English",
      signOut: "Sign out",
      signedInAs: (who) => `Signed in: ${who}`,
      older: "Older",
      newest: "Back to the newest",
      copy: "Copy",
      copied: "Copied",
      none: "\u2014",
      signIn: {
        title: "Sign in",
        text: "Enter your address, and a link to sign in with is mailed to you.",
        email: "E-mail address",
        button: "Mail me a link",
        ended: "Sign in to go on: your session has ended or has not begun.",
        badEmail: "This does not look like an e-mail address, such as name@example.ca.",
        tooMany: (minutes3) => `Too many links were asked for. Use the last mail you received, or wait ${minutes3} min.`,
        sentTitle: "Look at your mail",
        sentText: (minutes3) => `If this address is an organizer\u2019s, a link is on its way there. It works once, for ${minutes3} minutes.`,
        sentMailbox: "No mail transport is set up here: the link stays in the database. The command",
        sentMailboxAfter: "prints a link when it starts.",
        again: "Ask for another link",
        confirmTitle: "Sign in to Terrain",
        confirmText: "One more click: spam filters open links, but they press no buttons.",
        confirmButton: "Sign me in",
        usedTitle: "This link no longer works",
        usedText: "It has been used, or it has expired. Ask for another one."
      },
      home: {
        title: "Home",
        asOf: (time) => `Figures as of ${time}`,
        today: "Today",
        total: "Since the start",
        figure: "Step",
        figures: {
          signedUp: "New",
          confirmed: "Confirmed",
          booked: "Booked a shift",
          attended: "Showed up",
          pledged: "Pledged"
        },
        hours: (count) => `${count} h`,
        actions: { doors: (count) => `${count} doors`, calls: (count) => `${count} calls` },
        otherActions: (count) => `${count} actions`,
        monthly: (amount) => `${amount} a month`,
        status: { draft: "Draft", live: "Live", closed: "Closed" },
        contactsOf: "See the contacts",
        link: (campaign) => `Link to share: ${campaign}`,
        chart: (campaign) => `New contacts by day, last 30 days: ${campaign}`,
        chartText: (total, most2, day4) => `${total} in all; the most, ${most2}, on ${day4}.`,
        chartEmpty: "Nobody yet in 30 days.",
        chartTable: "The same figures as a table",
        day: "Day",
        signups: "New",
        noSignups: "Nobody has signed up yet. Share the link: by text message, on your networks, as a QR code on a poster.",
        draftHint: "This campaign is a draft: nobody can see it yet.",
        noCampaign: "There is no campaign yet. Import one from a file:",
        failed: "Failed mail",
        failedText: (count) => `${count} in all; the latest:`,
        failedNone: "No mail has failed.",
        refused: "Form posts refused, last 30 days",
        refusedNone: "No post was refused.",
        refusedText: "Mostly bots. If these numbers rise while people tell you that the form does not work, tell whoever looks after the server.",
        reason: "Reason",
        reasons: {
          trap: "Hidden field filled in",
          "too-quick": "Sent too fast",
          "stale-form": "Form out of date",
          "too-many": "Too many sign-ups from one network address"
        },
        campaign: "Campaign",
        count: "Count"
      },
      contacts: {
        title: "Contacts",
        search: "Name, e-mail or postal code",
        searchHint: "The beginning of each word is enough; accents do not matter.",
        campaign: "Campaign",
        allCampaigns: "All campaigns",
        find: "Search",
        clear: "Show all",
        exportAll: "Export all as CSV",
        exportCampaign: (campaign) => `Export \u201C${campaign}\u201D as CSV`,
        exportExcel: "for Excel",
        exportNote: "An export takes no account of the search and is kept in the audit log.",
        empty: "No contacts yet. Share a campaign\u2019s link, and sign-ups will arrive here.",
        notFound: "Nobody matches. Try the beginning of a single word, or another campaign.",
        name: "Name",
        email: "E-mail",
        postalCode: "Postal code",
        phone: "Phone",
        confirmed: "Address confirmed",
        consent: "Consent",
        since: "Since",
        noName: "No name",
        yes: "Yes",
        no: "No",
        consents: {
          granted: "Granted",
          unconfirmed: "Granted, address to confirm",
          withdrawn: "Withdrawn",
          none: "None",
          suppressed: "Blocked: address refused"
        }
      },
      contact: {
        back: "All contacts",
        language: "Language",
        languages: { fr: "French", en: "English" },
        availability: "Availability",
        skills: "Skills",
        timeline: "Timeline",
        timelineEmpty: "Nothing yet.",
        activities: {
          "signup.recorded": "Signed up",
          "pledge.made": "Pledged",
          "contact.confirmed": "Confirmed the address",
          "booking.made": "Booked a shift",
          "booking.cancelled": "Cancelled a shift",
          "report.recorded": "Reported back",
          "consent.withdrawn": "Withdrew consent",
          "message.sent": "Mail sent"
        },
        consents: "Consents",
        consentsEmpty: "No consent was given: no follow-up mail will be sent.",
        consentActions: { granted: "Granted", withdrawn: "Withdrawn" },
        sources: { form: "form", "unsubscribe-page": "unsubscribe page", "one-click": "one-click unsubscribe" },
        suppressed: (reason) => `No mail is sent to this address any more: ${reason}`,
        messages: "Mail",
        messagesEmpty: "No mail is planned.",
        messageStates: { planned: "Planned", sending: "Being sent", sent: "Sent", skipped: "Left out", failed: "Failed" },
        signups: "Sign-ups and answers",
        signupsEmpty: "No sign-up.",
        answers: {
          email: "E-mail",
          firstName: "First name",
          lastName: "Last name",
          phone: "Phone",
          postalCode: "Postal code",
          availability: "Availability",
          skills: "Skills",
          question: "Answer"
        },
        pledges: "Pledges",
        pledgesEmpty: "No pledge.",
        pledgeKept: (time) => `kept, said on ${time}`,
        bookings: "Shifts",
        bookingsEmpty: "No shift.",
        bookingStates: { booked: "Booked", cancelled: "Cancelled", attended: "Showed up", missed: "Missed" },
        when: "When",
        what: "What",
        state: "State",
        wording: "Wording shown",
        source: "Source",
        missing: "This contact does not exist or was erased."
      },
      mailbox: {
        title: "Kept mail",
        text: "No transport is set up: mail stays here instead of being sent.",
        elsewhere: (transport) => `Mail is sent through ${transport}; only what came before that was set up is here.`,
        transports: { resend: "Resend", smtp: "SMTP" },
        empty: "No mail yet. Sign up to a campaign with your own address: the confirmation mail will appear here.",
        to: "To",
        from: "From",
        subject: "Subject",
        date: "Date",
        back: "All mail",
        view: "View",
        look: "As received",
        plain: "Plain text",
        headers: "Headers",
        attachments: "Attachments",
        download: (name) => `Download ${name}`,
        missing: "This mail does not exist."
      },
      audit: {
        title: "Audit log",
        text: "Who took out, imported or erased personal data, or changed rights.",
        empty: "Nothing yet. Exports and added organizers will appear here.",
        when: "When",
        who: "Who",
        what: "What",
        people: "People",
        detail: "Detail",
        system: "Command line",
        gone: "Organizer removed",
        actions: {
          "contacts.exported": "Contacts exported",
          "organizer.added": "Organizer added"
        },
        all: "all contacts",
        aborted: "broken off"
      }
    };
  }
});

// src/locales/en/mail.ts
function minutes(count) {
  return `${count} ${count === 1 ? "minute" : "minutes"}`;
}
var mail;
var init_mail = __esm({
  "src/locales/en/mail.ts"() {
    "use strict";
    mail = {
      confirm: {
        subject: (p) => `Confirm your address: ${p.campaign}`,
        preheader: "One tap and it\u2019s done.",
        headline: "Is this your address?",
        body: (p) => `This address was just signed up for the campaign \u201C${p.campaign}\u201D (${p.sender}). Confirm it to hear what comes next.`,
        button: "Yes, it\u2019s mine",
        ignore: "Not you? There is nothing to do. Unless it is confirmed, this address will get no follow-up from this campaign."
      },
      booking: {
        subject: (p) => `You\u2019re booked: ${p.title}, ${p.day}`,
        preheader: (p) => `${p.date}, ${p.hours}, ${p.place}`,
        headline: "Your spot is waiting.",
        body: "It\u2019s booked, thank you! Here is where and when we meet:",
        calendar: "The calendar file is attached to this email: open it to add the shift to your calendar.",
        cancelAsk: "Something came up? Free your spot and someone else can take it.",
        cancel: "Cancel my booking"
      },
      bookingCancelled: {
        subject: (p) => `Booking cancelled: ${p.title}, ${p.day}`,
        preheader: "Your spot is free again. There are other shifts.",
        headline: "It\u2019s cancelled.",
        body: "Your booking for this shift is cancelled and your spot is free again:",
        calendar: "The attached file also takes the shift out of your calendar.",
        again: "Would another time suit you better?",
        button: "See the other shifts"
      },
      shiftReminder: {
        subject: (p) => `Reminder: ${p.title}, ${p.day}`,
        preheader: (p) => `${p.date}, ${p.hours}, ${p.place}`,
        headline: "See you soon!",
        body: "Your shift is coming up. The team is counting on you:",
        cancelAsk: "Something came up? Let the team know by freeing your spot.",
        cancel: "Cancel my booking"
      },
      reportAsk: {
        subject: (p) => `Were you there? ${p.title}`,
        preheader: "Two taps are enough to tell us.",
        headline: "So, how did it go?",
        body: (p) => `The shift \u201C${p.title}\u201D took place on ${p.day}. Were you there? Two taps are enough.`,
        attended: "I was there",
        missed: "I couldn\u2019t make it",
        why: "Your answer helps the team keep count and plan what comes next. Both answers are fine."
      },
      signIn: {
        subject: "Your sign-in link for Terrain",
        preheader: (p) => `Works for ${minutes(p.minutes)}, once.`,
        headline: "Come on in.",
        body: (p) => `This link opens the admin of ${p.site}. It works for ${minutes(p.minutes)}, and only once.`,
        button: "Sign in",
        ignore: "You didn\u2019t ask for it? Ignore this email: nobody gets in without this link.",
        reason: (p) => `You get this email because someone asked to sign in to ${p.site} with your address.`
      },
      shift: {
        when: "When",
        where: "Where",
        hours: (p) => `${p.hours} (${p.zone})`
      },
      footer: {
        unsubscribe: "Unsubscribe",
        reasons: {
          confirm: (p) => `You get this email because your address was entered in the form of the campaign \u201C${p.campaign}\u201D.`,
          consent: (p) => `You get this email because you agreed to hear about the campaign \u201C${p.campaign}\u201D (${p.sender}).`,
          ownAct: (p) => `You get this email because you made a commitment in the campaign \u201C${p.campaign}\u201D.`,
          shift: (p) => `You get this email because you booked a spot in a shift of the campaign \u201C${p.campaign}\u201D.`
        }
      }
    };
  }
});

// src/locales/en/pages.ts
var pages;
var init_pages = __esm({
  "src/locales/en/pages.ts"() {
    "use strict";
    pages = {
      language: "English",
      languages: "Language of this page",
      skip: "Skip to content",
      home: "All campaigns",
      footer: {
        privacy: "No tracking, no ads: what you write goes to the organization named on the page.",
        mark: "Powered by Terrain"
      },
      live: {
        busy: "Sending\u2026",
        offline: "No network right now. Everything you wrote is still here; we will try again in a moment.",
        unavailable: "The service is catching its breath. Nothing is lost; we will try again in a moment.",
        giveUp: "It did not go through. Everything you wrote is still here: press again whenever you like.",
        copied: "Link copied"
      },
      form: {
        optional: "optional",
        errorsTitle: (count) => count === 1 ? "One answer needs another look" : `${count} answers need another look`,
        website: "Leave this field empty",
        once: "Once",
        monthly: "Every month",
        perMonth: (amount) => `${amount} a month`,
        availability: { weekdays: "Weekdays, daytime", evenings: "Evenings", weekends: "Weekends" },
        hours: (count) => count === 1 ? "hour" : "hours",
        doors: (count) => count === 1 ? "door" : "doors",
        calls: (count) => count === 1 ? "call" : "calls"
      },
      fields: {
        email: "Email",
        firstName: "First name",
        lastName: "Last name",
        phone: "Phone",
        postalCode: "Postal code",
        availability: "When you are free",
        skills: "What you like doing",
        question: "Your answer",
        amount: "How much will you pledge?",
        amountOther: "Another amount",
        frequency: "How often?",
        hours: "How many hours can you give?",
        hoursOther: "Another number",
        doors: "How many doors will you knock on?",
        doorsOther: "Another number",
        calls: "How many calls will you make?",
        callsOther: "Another number",
        count: "Number pledged",
        countOther: "Another number",
        doorsDone: "Doors you knocked on",
        callsDone: "Calls you made",
        note: "What you saw and heard",
        needsHelp: "I need a hand",
        consent: "Follow-up by email",
        answer: "Your answer"
      },
      hints: {
        phone: "For example 514 555-0123",
        postalCode: "So that we can suggest what is happening near you",
        note: "One sentence is plenty: how people were, a question that kept coming up, an address to cross off.",
        needsHelp: "Someone from the team will write to you."
      },
      errors: {
        required: "An answer is missing here.",
        email: "This address is not complete. It should look like name@example.org.",
        "too-long": "That is too long: a few words will do.",
        characters: "One of these characters does not go through. Please write this field again.",
        phone: "This number is not complete. It should look like 514 555-0123.",
        "postal-code": "This postal code is not complete. It should look like H2X 1Y4.",
        amount: "Write the amount in figures, like 25 or 25.50.",
        "amount-range": "That amount is too large to be noted here. Please choose a smaller one.",
        count: "Write a whole number, like 5.",
        choice: "Choose one of the answers offered."
      },
      missing: {
        email: "Write your email address.",
        firstName: "Write your first name.",
        lastName: "Write your last name.",
        phone: "Write your phone number.",
        postalCode: "Write your postal code.",
        availability: "Choose at least one time.",
        skills: "Choose at least one answer.",
        amount: "Choose an amount, or write your own.",
        count: "Choose a number, or write your own."
      },
      notices: {
        "too-quick": "That was quick! Have another look at your answers, then press again: nothing is lost.",
        "stale-form": "This page had been open for a long time. Your answers are all here: press again.",
        trap: "A hidden field had been filled in, often by a password manager. We emptied it: press again.",
        "too-many": "Many forms have just been sent from your network. Wait a minute and press again: everything is still here.",
        unavailable: "We cannot save anything right now. Nothing is lost: press again in a moment."
      },
      consent: {
        consentWording: ({ sender }) => `I agree that ${sender} may email me to follow up on this campaign. I can withdraw at any time.`,
        optional: "Optional: you count just as much without this box.",
        who: ({ sender }) => `Your answers go to ${sender}, for this campaign. Every email has a link to leave, in one step.`
      },
      landing: {
        progress: {
          signups: (count, target) => `${count === 1 ? "person" : "people"} out of ${target}`,
          money: (_count, target) => `pledged out of ${target}`,
          hours: (count, target) => `${count === 1 ? "hour" : "hours"} pledged out of ${target}`,
          actions: (count, target) => `${count === 1 ? "action" : "actions"} pledged out of ${target}`,
          bookings: (count, target) => `${count === 1 ? "place" : "places"} taken out of ${target}`
        },
        first: (target) => `First step towards ${target}: will it be yours?`,
        reached: "Goal reached: everyone who joins now takes us further.",
        form: "The form",
        shifts: "Out there soon",
        shiftsNote: "You will choose your place right after the form.",
        story: "Why now",
        toForm: "Back to the form",
        behind: "Who is behind this",
        reach: "How to reach us"
      },
      shift: {
        kinds: { canvass: "Door to door", "phone-bank": "Phone bank", event: "Event" },
        zone: (hours, zone) => `${hours} (${zone})`,
        left: (left) => left === 1 ? "1 place left" : `${left} places left`,
        full: "Full",
        book: "Take a place",
        bookNamed: (title, date2) => `Take a place: ${title}, ${date2}`,
        booked: "Your place is booked",
        cancelled: "Place given up",
        attended: "Done, thank you",
        missed: "Another time, then",
        cancel: "Give up my place",
        cancelNamed: (title, date2) => `Give up my place: ${title}, ${date2}`,
        report: "Tell us how it went",
        reportNamed: (title, date2) => `Tell us how it went: ${title}, ${date2}`,
        calendar: "Add to my calendar"
      },
      pledge: {
        money: (amount) => `You pledged ${amount}.`,
        monthly: (amount) => `You pledged ${amount} a month.`,
        hours: (count) => `You pledged ${count} of your time.`,
        doors: (count) => `You pledged to knock on ${count}.`,
        calls: (count) => `You pledged ${count}.`,
        other: (count) => `You pledged ${count} actions.`,
        moneyTitle: "Turn your pledge into a gift",
        moneyText: "Nothing is paid here. You give on the organization\u2019s official page; then come back and tell us.",
        otherTitle: "Your pledge",
        otherText: "When it is done, say so here: that is how we know where we stand.",
        donate: "Give on the official page",
        done: "I did it",
        doneMoney: "I made my gift",
        kept: "Pledge kept. Thank you!"
      },
      share: {
        title: "Pass the word on",
        text: "One person who invites two others: that is how a movement grows.",
        message: "The words to share",
        link: "Your link to share",
        copy: "Copy the link",
        native: "Share",
        by: { whatsapp: "WhatsApp", facebook: "Facebook", email: "Email" },
        byNamed: (way) => `Share by ${way}`
      },
      next: {
        thanks: "Thank you!",
        title: "Your next step",
        mailTitle: "An email is waiting for you",
        mailConsented: "Open it and confirm your address: that is what lets us write to you about what comes next. Nothing there? Look in your junk mail.",
        mailOnly: "It confirms your address and leads to your own space. You did not ask for follow-up: we will write only about what you book here.",
        shiftTitle: "Choose your place out there",
        shiftText: "This is where it happens. Take the date that suits you; you can give it up in one step.",
        moreShifts: "Another date?",
        bookedTitle: "See you there"
      },
      outcomes: {
        confirmed: "Your address is confirmed. This is your own space: keep its link.",
        booked: "Your place is booked. The details are on their way by email.",
        "already-booked": "You already had a place on this date: it is yours.",
        full: "This date has just filled up. There may be another place for you below.",
        over: "This date has passed. There may be another place for you below.",
        cancelled: "You gave up your place: somebody else can take it now. Thank you for telling us.",
        reported: "Noted. Thank you for telling us!",
        "pledge-kept": "Pledge kept: thank you!",
        unavailable: "We cannot save anything right now. Please try again in a moment."
      },
      campaigns: {
        title: "Campaigns open now",
        lead: "Choose a cause. Five minutes online, then something real, out in the world.",
        open: "Count me in",
        openNamed: (title) => `Count me in: ${title}`,
        emptyTitle: "Nothing on the wall just now",
        empty: "No campaign is open at the moment. Come back soon: the next one will be announced right here.",
        emptyOrganizer: "Are you organizing a campaign? Open one from the organizers\u2019 space.",
        emptyAction: "Organizers\u2019 space",
        others: "These campaigns are waiting for you"
      },
      closed: {
        title: "This campaign is over",
        text: (title) => `\u201C${title}\u201D no longer takes sign-ups. Thank you to everyone who lent a hand.`,
        reach: (sender) => `A question? ${sender} will answer:`
      },
      space: {
        title: (firstName) => firstName === "" ? "Hello!" : `Hello, ${firstName}!`,
        label: "Your space",
        lead: (email) => `This page is yours (${email}). Keep its link and do not share it.`,
        myShifts: "My dates",
        noShifts: "Nothing booked yet. Would one of the dates below suit you?",
        noShiftsAtAll: "Nothing booked, and no date is open. As soon as there are some, they will be here.",
        openShifts: "Places to take",
        myPledges: "My pledges",
        settings: "My information",
        leave: "Stop receiving emails",
        data: "Get a copy of my information",
        erase: "Erase my information"
      },
      confirm: {
        title: "One more press and it is confirmed",
        text: "Confirm that this address is yours. Nothing will be sent to you if it is not.",
        action: "Yes, this is my address",
        other: "You did not ask for anything? Simply close this page."
      },
      cancel: {
        title: "Give up your place?",
        text: "Things come up. Letting us know means that someone else can take over.",
        action: "Yes, give up my place",
        keep: "No, I will be there"
      },
      report: {
        title: "So, how was it?",
        text: "Two presses are enough. The rest helps the team, if you feel like it.",
        attended: "I was there",
        missed: "I could not be there",
        preset: { attended: "You were there: just confirm it.", missed: "You could not be there: just confirm it." },
        more: "If you have one more minute",
        thanksAttended: "Thank you for being there!",
        thanksAttendedText: "What you just did cannot be done from behind a screen. The team has your report.",
        thanksMissed: "Thank you for saying so",
        thanksMissedText: "It happens to everybody. There is surely another date for you.",
        helpComing: "You asked for a hand: someone from the team will write to you.",
        backToSpace: "Go to my space"
      },
      unsubscribe: {
        title: "Stop receiving our emails?",
        text: (sender) => `${sender} will stop writing to you to follow up on this campaign. What you booked stays booked.`,
        action: "Take me off the list",
        stay: "Staying? Simply close this page.",
        doneTitle: "Done: you are off the list",
        done: (sender) => `${sender} will no longer write to you to follow up on this campaign.`,
        doneBack: "One press too many? The campaign\u2019s form lets you come back at any time.",
        backToCampaign: "See the campaign again"
      },
      problems: {
        retry: "Send again",
        typed: "What you wrote",
        home: "See the campaigns open now",
        "not-found": {
          title: "This page is not on the map",
          sentences: ["The address may have changed, or a letter got lost along the way."]
        },
        gone: {
          title: "This link has had its day",
          sentences: ["To be safe, our links do not last forever.", "The latest of our emails has one that works."]
        },
        forbidden: {
          title: "This link is not valid",
          sentences: ["It may have been cut short: open it again from the email, or copy the whole of it."]
        },
        "unsupported-type": {
          title: "This did not arrive as a form",
          sentences: ["Go back to the campaign\u2019s page and send the form from there."]
        },
        "too-large": {
          title: "That is a little long for us",
          sentences: ["This is more than we can take in. Go back, shorten your answers and send again."]
        },
        malformed: {
          title: "We could not read this",
          sentences: ["It arrived damaged. Please go back and send it again."]
        },
        "too-many": {
          title: "One moment, please",
          sentences: ["Many forms have just been sent from your network.", "Wait a minute, then try again."]
        },
        unavailable: {
          title: "We are catching our breath",
          sentences: [
            "The service cannot save anything right now. Nothing of what you wrote is lost.",
            "Wait a moment, then send again."
          ]
        },
        unexpected: {
          title: "Something snagged on our side",
          sentences: ["It is not your fault, and the team has been told. Please try again in a moment."]
        },
        reference: (id) => `Number to mention if you write to us: ${id}`
      }
    };
  }
});

// src/locales/en/index.ts
var en;
var init_en = __esm({
  "src/locales/en/index.ts"() {
    "use strict";
    init_admin();
    init_mail();
    init_pages();
    en = { admin, mail, pages };
  }
});

// src/locales/fr/admin.ts
var admin2;
var init_admin2 = __esm({
  "src/locales/fr/admin.ts"() {
    "use strict";
    admin2 = {
      title: (page) => `${page} \u2013 Terrain`,
      skip: "Aller au contenu",
      nav: { label: "Administration", home: "Accueil", contacts: "Contacts", mailbox: "Courriels", audit: "Journal" },
      languages: "Langue",
      language: "Fran\xE7ais",
      signOut: "Se d\xE9connecter",
      signedInAs: (who) => `Session de ${who}`,
      older: "Plus anciens",
      newest: "Retour aux plus r\xE9cents",
      copy: "Copier",
      copied: "Copi\xE9",
      none: "\u2014",
      signIn: {
        title: "Connexion",
        text: "Indiquez votre adresse : vous recevrez un lien pour vous connecter.",
        email: "Adresse courriel",
        button: "Recevoir un lien",
        ended: "Connectez-vous pour continuer : votre session est termin\xE9e ou n\u2019a pas commenc\xE9.",
        badEmail: "Cette adresse n\u2019a pas la forme d\u2019une adresse courriel, comme nom@exemple.ca.",
        tooMany: (minutes3) => `Trop de demandes de lien. Servez-vous du dernier courriel re\xE7u, ou attendez ${minutes3} min.`,
        sentTitle: "Regardez vos courriels",
        sentText: (minutes3) => `Si cette adresse donne acc\xE8s \xE0 l\u2019administration, un lien y arrive. Il fonctionne une fois, pendant ${minutes3} minutes.`,
        sentMailbox: "Aucun envoi de courriels n\u2019est configur\xE9 ici : le lien reste dans la base de donn\xE9es. La commande",
        sentMailboxAfter: "affiche un lien \xE0 son lancement.",
        again: "Demander un autre lien",
        confirmTitle: "Se connecter \xE0 Terrain",
        confirmText: "Un clic de plus : les filtres anti-pourriels ouvrent les liens, mais ne pressent pas les boutons.",
        confirmButton: "Me connecter",
        usedTitle: "Ce lien ne fonctionne plus",
        usedText: "Il a d\xE9j\xE0 servi, ou il a expir\xE9. Demandez-en un autre."
      },
      home: {
        title: "Accueil",
        asOf: (time) => `Chiffres de ${time}`,
        today: "Aujourd\u2019hui",
        total: "Depuis le d\xE9but",
        figure: "\xC9tape",
        figures: {
          signedUp: "Nouveaux",
          confirmed: "Confirm\xE9s",
          booked: "Inscrits \xE0 une plage",
          attended: "Pr\xE9sents",
          pledged: "Promesses"
        },
        hours: (count) => `${count} h`,
        actions: { doors: (count) => `${count} portes`, calls: (count) => `${count} appels` },
        otherActions: (count) => `${count} actions`,
        monthly: (amount) => `${amount} par mois`,
        status: { draft: "Brouillon", live: "Ouverte", closed: "Ferm\xE9e" },
        contactsOf: "Voir les contacts",
        link: (campaign) => `Lien \xE0 partager : ${campaign}`,
        chart: (campaign) => `Nouveaux contacts par jour, 30 derniers jours : ${campaign}`,
        chartText: (total, most2, day4) => `${total} en tout ; le plus, ${most2}, le ${day4}.`,
        chartEmpty: "Personne encore en 30 jours.",
        chartTable: "Les m\xEAmes chiffres en tableau",
        day: "Jour",
        signups: "Nouveaux",
        noSignups: "Personne ne s\u2019est encore inscrit. Partagez le lien : par texto, sur vos r\xE9seaux, en code QR sur une affiche.",
        draftHint: "Cette campagne est un brouillon : personne ne peut encore la voir.",
        noCampaign: "Il n\u2019y a pas encore de campagne. Importez-en une \xE0 partir d\u2019un fichier :",
        failed: "Courriels en \xE9chec",
        failedText: (count) => `${count} en tout ; les plus r\xE9cents :`,
        failedNone: "Aucun courriel n\u2019est en \xE9chec.",
        refused: "Envois de formulaire refus\xE9s, 30 derniers jours",
        refusedNone: "Aucun envoi n\u2019a \xE9t\xE9 refus\xE9.",
        refusedText: "Surtout des robots. Si ces nombres montent alors qu\u2019on vous \xE9crit que le formulaire ne passe pas, dites-le \xE0 qui s\u2019occupe du serveur.",
        reason: "Raison",
        reasons: {
          trap: "Champ cach\xE9 rempli",
          "too-quick": "Envoy\xE9 trop vite",
          "stale-form": "Formulaire p\xE9rim\xE9",
          "too-many": "Trop d\u2019inscriptions de la m\xEAme adresse r\xE9seau"
        },
        campaign: "Campagne",
        count: "Nombre"
      },
      contacts: {
        title: "Contacts",
        search: "Nom, courriel ou code postal",
        searchHint: "Le d\xE9but de chaque mot suffit, sans \xE9gard aux accents.",
        campaign: "Campagne",
        allCampaigns: "Toutes les campagnes",
        find: "Chercher",
        clear: "Tout afficher",
        exportAll: "Exporter tout en CSV",
        exportCampaign: (campaign) => `Exporter \xAB ${campaign} \xBB en CSV`,
        exportExcel: "pour Excel",
        exportNote: "L\u2019exportation ignore la recherche et reste inscrite au journal.",
        empty: "Aucun contact encore. Partagez le lien d\u2019une campagne, et les inscriptions arriveront ici.",
        notFound: "Personne ne correspond. Essayez le d\xE9but d\u2019un seul mot, ou une autre campagne.",
        name: "Nom",
        email: "Courriel",
        postalCode: "Code postal",
        phone: "T\xE9l\xE9phone",
        confirmed: "Adresse confirm\xE9e",
        consent: "Consentement",
        since: "Depuis",
        noName: "Sans nom",
        yes: "Oui",
        no: "Non",
        consents: {
          granted: "Donn\xE9",
          unconfirmed: "Donn\xE9, adresse \xE0 confirmer",
          withdrawn: "Retir\xE9",
          none: "Aucun",
          suppressed: "Bloqu\xE9 : adresse refus\xE9e"
        }
      },
      contact: {
        back: "Tous les contacts",
        language: "Langue",
        languages: { fr: "Fran\xE7ais", en: "Anglais" },
        availability: "Disponibilit\xE9s",
        skills: "Comp\xE9tences",
        timeline: "Fil des \xE9v\xE9nements",
        timelineEmpty: "Rien encore.",
        activities: {
          "signup.recorded": "Inscription",
          "pledge.made": "Promesse",
          "contact.confirmed": "Adresse confirm\xE9e",
          "booking.made": "Plage r\xE9serv\xE9e",
          "booking.cancelled": "Plage annul\xE9e",
          "report.recorded": "Compte rendu",
          "consent.withdrawn": "Consentement retir\xE9",
          "message.sent": "Courriel envoy\xE9"
        },
        consents: "Consentements",
        consentsEmpty: "Aucun consentement n\u2019a \xE9t\xE9 donn\xE9 : aucun courriel de suivi ne partira.",
        consentActions: { granted: "Donn\xE9", withdrawn: "Retir\xE9" },
        sources: {
          form: "formulaire",
          "unsubscribe-page": "page de d\xE9sinscription",
          "one-click": "d\xE9sinscription en un clic"
        },
        suppressed: (reason) => `Aucun courriel ne part plus vers cette adresse : ${reason}`,
        messages: "Courriels",
        messagesEmpty: "Aucun courriel n\u2019est pr\xE9vu.",
        messageStates: {
          planned: "Pr\xE9vu",
          sending: "En cours d\u2019envoi",
          sent: "Envoy\xE9",
          skipped: "Laiss\xE9 de c\xF4t\xE9",
          failed: "En \xE9chec"
        },
        signups: "Inscriptions et r\xE9ponses",
        signupsEmpty: "Aucune inscription.",
        answers: {
          email: "Courriel",
          firstName: "Pr\xE9nom",
          lastName: "Nom",
          phone: "T\xE9l\xE9phone",
          postalCode: "Code postal",
          availability: "Disponibilit\xE9s",
          skills: "Comp\xE9tences",
          question: "R\xE9ponse"
        },
        pledges: "Promesses",
        pledgesEmpty: "Aucune promesse.",
        pledgeKept: (time) => `tenue, dit le ${time}`,
        bookings: "Plages",
        bookingsEmpty: "Aucune plage.",
        bookingStates: { booked: "Inscrit", cancelled: "Annul\xE9", attended: "Pr\xE9sent", missed: "Absent" },
        when: "Quand",
        what: "Quoi",
        state: "\xC9tat",
        wording: "Texte affich\xE9",
        source: "Source",
        missing: "Ce contact n\u2019existe pas ou a \xE9t\xE9 effac\xE9."
      },
      mailbox: {
        title: "Courriels gard\xE9s",
        text: "Aucun envoi n\u2019est configur\xE9 : les courriels restent ici au lieu de partir.",
        elsewhere: (transport) => `Les courriels partent par ${transport} ; on ne voit ici que ceux d\u2019avant cette configuration.`,
        transports: { resend: "Resend", smtp: "SMTP" },
        empty: "Aucun courriel encore. Inscrivez-vous \xE0 une campagne avec votre adresse : le courriel de confirmation para\xEEtra ici.",
        to: "\xC0",
        from: "De",
        subject: "Objet",
        date: "Date",
        back: "Tous les courriels",
        view: "Affichage",
        look: "Tel que re\xE7u",
        plain: "Texte seul",
        headers: "En-t\xEAtes",
        attachments: "Pi\xE8ces jointes",
        download: (name) => `T\xE9l\xE9charger ${name}`,
        missing: "Ce courriel n\u2019existe pas."
      },
      audit: {
        title: "Journal",
        text: "Qui a sorti, import\xE9 ou effac\xE9 des donn\xE9es personnelles, ou chang\xE9 des droits.",
        empty: "Rien encore. Les exportations et les ajouts d\u2019organisateurs para\xEEtront ici.",
        when: "Quand",
        who: "Qui",
        what: "Quoi",
        people: "Personnes",
        detail: "D\xE9tail",
        system: "Ligne de commande",
        gone: "Organisateur retir\xE9",
        actions: {
          "contacts.exported": "Contacts export\xE9s",
          "organizer.added": "Organisateur ajout\xE9"
        },
        all: "tous les contacts",
        aborted: "interrompu"
      }
    };
  }
});

// src/locales/fr/mail.ts
function minutes2(count) {
  return `${count}\xA0${count < 2 ? "minute" : "minutes"}`;
}
var mail2;
var init_mail2 = __esm({
  "src/locales/fr/mail.ts"() {
    "use strict";
    mail2 = {
      confirm: {
        subject: (p) => `Confirmez votre adresse\xA0: ${p.campaign}`,
        preheader: "Une touche, et c\u2019est fait.",
        headline: "Est-ce bien votre adresse\xA0?",
        body: (p) => `Cette adresse vient d\u2019\xEAtre inscrite \xE0 la campagne \xAB\xA0${p.campaign}\xA0\xBB (${p.sender}). Confirmez-la pour recevoir la suite.`,
        button: "Oui, c\u2019est mon adresse",
        ignore: "Ce n\u2019est pas vous\xA0? Vous n\u2019avez rien \xE0 faire. Sans confirmation, cette adresse ne recevra pas de suivi de cette campagne."
      },
      booking: {
        subject: (p) => `C\u2019est r\xE9serv\xE9\xA0: ${p.title}, ${p.day}`,
        preheader: (p) => `${p.date}, ${p.hours}, ${p.place}`,
        headline: "Votre place vous attend.",
        body: "C\u2019est r\xE9serv\xE9, merci\xA0! Voici o\xF9 et quand on se retrouve\xA0:",
        calendar: "Le fichier d\u2019agenda est joint \xE0 ce courriel\xA0: ouvrez-le pour noter le quart dans votre agenda.",
        cancelAsk: "Un emp\xEAchement\xA0? Lib\xE9rez votre place\xA0: une autre personne pourra la prendre.",
        cancel: "Annuler ma r\xE9servation"
      },
      bookingCancelled: {
        subject: (p) => `R\xE9servation annul\xE9e\xA0: ${p.title}, ${p.day}`,
        preheader: "Votre place est lib\xE9r\xE9e. D\u2019autres quarts vous attendent.",
        headline: "C\u2019est annul\xE9.",
        body: "Votre r\xE9servation pour ce quart est annul\xE9e et votre place est lib\xE9r\xE9e\xA0:",
        calendar: "Le fichier joint retire aussi le quart de votre agenda.",
        again: "Un autre moment vous conviendrait mieux\xA0?",
        button: "Voir les autres quarts"
      },
      shiftReminder: {
        subject: (p) => `Rappel\xA0: ${p.title}, ${p.day}`,
        preheader: (p) => `${p.date}, ${p.hours}, ${p.place}`,
        headline: "On se voit bient\xF4t\xA0!",
        body: "Votre quart approche. L\u2019\xE9quipe compte sur votre pr\xE9sence\xA0:",
        cancelAsk: "Un emp\xEAchement\xA0? Pr\xE9venez l\u2019\xE9quipe en lib\xE9rant votre place.",
        cancel: "Annuler ma r\xE9servation"
      },
      reportAsk: {
        subject: (p) => `Y \xE9tiez-vous\xA0? ${p.title}`,
        preheader: "Deux touches suffisent pour nous le dire.",
        headline: "Alors, c\u2019\xE9tait comment\xA0?",
        body: (p) => `Le quart \xAB\xA0${p.title}\xA0\xBB avait lieu ${p.day}. Y \xE9tiez-vous\xA0? Deux touches suffisent.`,
        attended: "J\u2019y \xE9tais",
        missed: "Je n\u2019ai pas pu",
        why: "Votre r\xE9ponse aide l\u2019\xE9quipe \xE0 faire le compte et \xE0 pr\xE9parer la suite. Les deux r\xE9ponses sont bonnes."
      },
      signIn: {
        subject: "Votre lien de connexion \xE0 Terrain",
        preheader: (p) => `Valable ${minutes2(p.minutes)}, une seule fois.`,
        headline: "Entrez.",
        body: (p) => `Ce lien ouvre l\u2019administration de ${p.site}. Il est valable ${minutes2(p.minutes)} et ne sert qu\u2019une fois.`,
        button: "Me connecter",
        ignore: "Vous ne l\u2019avez pas demand\xE9\xA0? Ignorez ce courriel\xA0: sans ce lien, personne n\u2019entre.",
        reason: (p) => `Vous recevez ce courriel parce qu\u2019une connexion \xE0 ${p.site} a \xE9t\xE9 demand\xE9e avec votre adresse.`
      },
      shift: {
        when: "Quand",
        where: "O\xF9",
        /** The hours with the name of their zone: "9 h 30 – 12 h (heure de l’Est)". */
        hours: (p) => `${p.hours} (${p.zone})`
      },
      footer: {
        unsubscribe: "Me d\xE9sabonner",
        reasons: {
          confirm: (p) => `Vous recevez ce courriel parce que votre adresse a \xE9t\xE9 saisie dans le formulaire de la campagne \xAB\xA0${p.campaign}\xA0\xBB.`,
          consent: (p) => `Vous recevez ce courriel parce que vous avez accept\xE9 de recevoir des nouvelles de la campagne \xAB\xA0${p.campaign}\xA0\xBB (${p.sender}).`,
          ownAct: (p) => `Vous recevez ce courriel parce que vous avez pris un engagement dans la campagne \xAB\xA0${p.campaign}\xA0\xBB.`,
          shift: (p) => `Vous recevez ce courriel parce que vous avez r\xE9serv\xE9 une place dans un quart de la campagne \xAB\xA0${p.campaign}\xA0\xBB.`
        }
      }
    };
  }
});

// src/locales/fr/pages.ts
var pages2;
var init_pages2 = __esm({
  "src/locales/fr/pages.ts"() {
    "use strict";
    pages2 = {
      language: "Fran\xE7ais",
      languages: "Langue de la page",
      skip: "Aller au contenu",
      home: "Toutes les campagnes",
      footer: {
        privacy: "Aucun pistage, aucune publicit\xE9\xA0: ce que vous \xE9crivez va \xE0 l\u2019organisation nomm\xE9e sur la page.",
        mark: "Propuls\xE9 par Terrain"
      },
      /** Spoken by the little JavaScript there is. */
      live: {
        busy: "Envoi en cours\u2026",
        offline: "Pas de r\xE9seau pour l\u2019instant. Tout ce que vous avez \xE9crit est rest\xE9 l\xE0\xA0; nous r\xE9essayons dans un moment.",
        unavailable: "Le service reprend son souffle. Rien n\u2019est perdu\xA0; nous r\xE9essayons dans un moment.",
        giveUp: "L\u2019envoi n\u2019a pas pass\xE9. Tout ce que vous avez \xE9crit est rest\xE9 l\xE0\xA0: appuyez de nouveau quand vous voudrez.",
        copied: "Lien copi\xE9"
      },
      form: {
        optional: "facultatif",
        errorsTitle: (count) => count === 1 ? "Une r\xE9ponse est \xE0 revoir" : `${count} r\xE9ponses sont \xE0 revoir`,
        website: "Laissez ce champ vide",
        once: "Une fois",
        monthly: "Chaque mois",
        perMonth: (amount) => `${amount} par mois`,
        availability: { weekdays: "En semaine, le jour", evenings: "Les soirs", weekends: "Les fins de semaine" },
        hours: (count) => count === 1 ? "heure" : "heures",
        doors: (count) => count === 1 ? "porte" : "portes",
        calls: (count) => count === 1 ? "appel" : "appels"
      },
      fields: {
        email: "Courriel",
        firstName: "Pr\xE9nom",
        lastName: "Nom de famille",
        phone: "T\xE9l\xE9phone",
        postalCode: "Code postal",
        availability: "Vos moments libres",
        skills: "Ce que vous aimez faire",
        question: "Votre r\xE9ponse",
        amount: "Combien promettez-vous\xA0?",
        amountOther: "Autre montant",
        frequency: "\xC0 quel rythme\xA0?",
        hours: "Combien d\u2019heures pouvez-vous donner\xA0?",
        hoursOther: "Autre nombre",
        doors: "\xC0 combien de portes irez-vous frapper\xA0?",
        doorsOther: "Autre nombre",
        calls: "Combien d\u2019appels ferez-vous\xA0?",
        callsOther: "Autre nombre",
        count: "Nombre promis",
        countOther: "Autre nombre",
        doorsDone: "Portes o\xF9 vous avez frapp\xE9",
        callsDone: "Appels que vous avez faits",
        note: "Ce que vous avez vu et entendu",
        needsHelp: "J\u2019ai besoin d\u2019un coup de main",
        consent: "Suivi par courriel",
        answer: "Votre r\xE9ponse"
      },
      hints: {
        phone: "Par exemple 514 555-0123",
        postalCode: "Pour vous proposer ce qui se passe pr\xE8s de chez vous",
        note: "Une phrase suffit\xA0: l\u2019accueil, une question qui revient, une adresse \xE0 rayer.",
        needsHelp: "Quelqu\u2019un de l\u2019\xE9quipe vous \xE9crira."
      },
      /** What is wrong with a field. `required` has its own words where the field is one that we know. */
      errors: {
        required: "Il manque une r\xE9ponse ici.",
        email: "Cette adresse n\u2019est pas compl\xE8te. Elle s\u2019\xE9crit comme nom@exemple.org.",
        "too-long": "C\u2019est trop long\xA0: quelques mots suffisent.",
        characters: "Un caract\xE8re ne passe pas ici. \xC9crivez ce champ de nouveau, s\u2019il vous pla\xEEt.",
        phone: "Ce num\xE9ro n\u2019est pas complet. Il s\u2019\xE9crit comme 514 555-0123.",
        "postal-code": "Ce code postal n\u2019est pas complet. Il s\u2019\xE9crit comme H2X 1Y4.",
        amount: "\xC9crivez le montant en chiffres, comme 25 ou 25,50.",
        "amount-range": "Ce montant est trop grand pour \xEAtre not\xE9 ici. Choisissez-en un plus petit.",
        count: "\xC9crivez un nombre entier, comme 5.",
        choice: "Choisissez une des r\xE9ponses propos\xE9es."
      },
      missing: {
        email: "\xC9crivez votre adresse courriel.",
        firstName: "\xC9crivez votre pr\xE9nom.",
        lastName: "\xC9crivez votre nom de famille.",
        phone: "\xC9crivez votre num\xE9ro de t\xE9l\xE9phone.",
        postalCode: "\xC9crivez votre code postal.",
        availability: "Choisissez au moins un moment.",
        skills: "Choisissez au moins une r\xE9ponse.",
        amount: "Choisissez un montant, ou \xE9crivez le v\xF4tre.",
        count: "Choisissez un nombre, ou \xE9crivez le v\xF4tre."
      },
      /** Why a form comes back although each field is right. */
      notices: {
        "too-quick": "C\u2019\xE9tait vite fait\xA0! Relisez vos r\xE9ponses, puis appuyez de nouveau\xA0: rien n\u2019est perdu.",
        "stale-form": "Cette page \xE9tait ouverte depuis longtemps. Vos r\xE9ponses sont toutes l\xE0\xA0: appuyez de nouveau.",
        trap: "Un champ cach\xE9 a \xE9t\xE9 rempli, souvent par un gestionnaire de mots de passe. Nous l\u2019avons vid\xE9\xA0: appuyez de nouveau.",
        "too-many": "Beaucoup d\u2019envois viennent de partir de votre r\xE9seau. Attendez une minute et appuyez de nouveau\xA0: tout est rest\xE9 l\xE0.",
        unavailable: "Nous n\u2019arrivons pas \xE0 enregistrer en ce moment. Rien n\u2019est perdu\xA0: appuyez de nouveau dans un instant."
      },
      consent: {
        /** The sentence beside the box, which the ledger keeps as it was shown. */
        consentWording: ({ sender }) => `J\u2019accepte que ${sender} m\u2019envoie des courriels pour le suivi de cette campagne. Je peux me retirer en tout temps.`,
        optional: "Facultatif\xA0: votre geste compte autant sans cette case.",
        who: ({ sender }) => `Vos r\xE9ponses vont \xE0 ${sender}, pour cette campagne. Chaque courriel porte un lien pour se retirer, d\u2019un seul geste.`
      },
      landing: {
        progress: {
          signups: (count, target) => `${count === 1 ? "personne" : "personnes"} sur ${target}`,
          money: (_count, target) => `promis sur ${target}`,
          hours: (count, target) => `${count === 1 ? "heure promise" : "heures promises"} sur ${target}`,
          actions: (count, target) => `${count === 1 ? "geste promis" : "gestes promis"} sur ${target}`,
          bookings: (count, target) => `${count === 1 ? "place prise" : "places prises"} sur ${target}`
        },
        first: (target) => `Premier pas vers ${target}\xA0: le v\xF4tre\xA0?`,
        reached: "Objectif atteint\xA0: chaque geste de plus nous m\xE8ne plus loin.",
        form: "Le formulaire",
        shifts: "Sur le terrain bient\xF4t",
        shiftsNote: "Vous choisirez votre place juste apr\xE8s le formulaire.",
        story: "Pourquoi maintenant",
        toForm: "Revenir au formulaire",
        behind: "Qui est derri\xE8re",
        reach: "Pour nous joindre"
      },
      shift: {
        kinds: { canvass: "Porte-\xE0-porte", "phone-bank": "Soir\xE9e d\u2019appels", event: "\xC9v\xE9nement" },
        zone: (hours, zone) => `${hours} (${zone})`,
        left: (left) => left === 1 ? "Il reste 1 place" : `Il reste ${left} places`,
        full: "Complet",
        book: "Je prends une place",
        bookNamed: (title, date2) => `Je prends une place\xA0: ${title}, ${date2}`,
        booked: "Votre place est r\xE9serv\xE9e",
        cancelled: "Place lib\xE9r\xE9e",
        attended: "C\u2019est fait, merci",
        missed: "Ce sera pour une autre fois",
        cancel: "Lib\xE9rer ma place",
        cancelNamed: (title, date2) => `Lib\xE9rer ma place\xA0: ${title}, ${date2}`,
        report: "Raconter comment \xE7a s\u2019est pass\xE9",
        reportNamed: (title, date2) => `Raconter comment \xE7a s\u2019est pass\xE9\xA0: ${title}, ${date2}`,
        calendar: "Ajouter \xE0 mon calendrier"
      },
      pledge: {
        money: (amount) => `Vous avez promis ${amount}.`,
        monthly: (amount) => `Vous avez promis ${amount} par mois.`,
        hours: (count) => `Vous avez promis ${count} de votre temps.`,
        doors: (count) => `Vous avez promis de frapper \xE0 ${count}.`,
        calls: (count) => `Vous avez promis ${count}.`,
        other: (count) => `Vous avez promis ${count} gestes.`,
        moneyTitle: "Transformez votre promesse en don",
        moneyText: "Aucun paiement ne se fait ici. Le don se fait sur la page officielle de l\u2019organisation\xA0; revenez ensuite nous le dire.",
        otherTitle: "Votre promesse",
        otherText: "Quand ce sera fait, dites-le ici\xA0: c\u2019est ainsi que nous savons o\xF9 nous en sommes.",
        donate: "Donner sur la page officielle",
        done: "C\u2019est fait",
        doneMoney: "J\u2019ai fait mon don",
        kept: "Promesse tenue. Merci\xA0!"
      },
      share: {
        title: "Faites passer le mot",
        text: "Une personne qui en invite deux autres, c\u2019est ainsi que le mouvement grandit.",
        message: "Le mot \xE0 partager",
        link: "Votre lien \xE0 partager",
        copy: "Copier le lien",
        native: "Partager",
        by: { whatsapp: "WhatsApp", facebook: "Facebook", email: "Courriel" },
        byNamed: (way) => `Partager par ${way}`
      },
      next: {
        thanks: "Merci\xA0!",
        title: "Votre prochain geste",
        mailTitle: "Un courriel vous attend",
        mailConsented: "Ouvrez-le et confirmez votre adresse\xA0: c\u2019est ce qui nous permet de vous \xE9crire la suite. Rien en vue\xA0? Regardez dans les ind\xE9sirables.",
        mailOnly: "Il confirme votre adresse et ram\xE8ne \xE0 votre espace. Vous n\u2019avez pas demand\xE9 de suivi\xA0: nous vous \xE9crirons seulement pour ce que vous r\xE9servez ici.",
        shiftTitle: "Choisissez votre place sur le terrain",
        shiftText: "C\u2019est l\xE0 que tout se joue. Prenez la date qui vous convient\xA0; vous pourrez la lib\xE9rer d\u2019un geste.",
        moreShifts: "Une autre date\xA0?",
        bookedTitle: "On vous attend"
      },
      /** What an act led to, said on top of the page that follows it. */
      outcomes: {
        confirmed: "Votre adresse est confirm\xE9e. Voici votre espace\xA0: gardez-en le lien.",
        booked: "Votre place est r\xE9serv\xE9e. Les d\xE9tails partent par courriel.",
        "already-booked": "Vous aviez d\xE9j\xE0 une place \xE0 cette date\xA0: elle est bien \xE0 vous.",
        full: "Cette date vient de se remplir. Il y a peut-\xEAtre une autre place pour vous ci-dessous.",
        over: "Cette date est pass\xE9e. Il y a peut-\xEAtre une autre place pour vous ci-dessous.",
        cancelled: "Votre place est lib\xE9r\xE9e\xA0: quelqu\u2019un d\u2019autre pourra la prendre. Merci d\u2019avoir pr\xE9venu.",
        reported: "C\u2019est not\xE9. Merci de nous l\u2019avoir dit\xA0!",
        "pledge-kept": "Promesse tenue\xA0: merci\xA0!",
        unavailable: "Nous n\u2019arrivons pas \xE0 enregistrer en ce moment. Essayez de nouveau dans un instant."
      },
      campaigns: {
        title: "Les campagnes en cours",
        lead: "Choisissez une cause. Cinq minutes en ligne, puis un vrai geste, dans le vrai monde.",
        open: "J\u2019embarque",
        openNamed: (title) => `J\u2019embarque\xA0: ${title}`,
        emptyTitle: "Rien \xE0 l\u2019affiche pour l\u2019instant",
        empty: "Aucune campagne n\u2019est ouverte en ce moment. Revenez bient\xF4t\xA0: la prochaine sera annonc\xE9e ici m\xEAme.",
        emptyOrganizer: "Vous organisez une campagne\xA0? Ouvrez-en une depuis l\u2019espace d\u2019organisation.",
        emptyAction: "Espace d\u2019organisation",
        others: "Ces campagnes vous attendent"
      },
      closed: {
        title: "Cette campagne est termin\xE9e",
        text: (title) => `\xAB\xA0${title}\xA0\xBB ne prend plus d\u2019inscriptions. Merci \xE0 toutes les personnes qui ont mis la main \xE0 la p\xE2te.`,
        reach: (sender) => `Une question\xA0? ${sender} vous r\xE9pondra\xA0:`
      },
      space: {
        title: (firstName) => firstName === "" ? "Bonjour\xA0!" : `Bonjour, ${firstName}\xA0!`,
        label: "Votre espace",
        lead: (email) => `Cette page est \xE0 vous (${email}). Gardez-en le lien et ne le partagez pas.`,
        myShifts: "Mes dates",
        noShifts: "Rien de r\xE9serv\xE9 pour l\u2019instant. Une des dates ci-dessous vous irait\xA0?",
        noShiftsAtAll: "Rien de r\xE9serv\xE9, et aucune date n\u2019est ouverte. D\xE8s qu\u2019il y en aura, elles seront ici.",
        openShifts: "Places \xE0 prendre",
        myPledges: "Mes promesses",
        settings: "Mes renseignements",
        leave: "Ne plus recevoir de courriels",
        data: "Obtenir une copie de mes renseignements",
        erase: "Effacer mes renseignements"
      },
      confirm: {
        title: "Un dernier appui et c\u2019est confirm\xE9",
        text: "Confirmez que cette adresse est bien la v\xF4tre. Rien ne vous sera envoy\xE9 si elle ne l\u2019est pas.",
        action: "Oui, c\u2019est mon adresse",
        other: "Vous n\u2019avez rien demand\xE9\xA0? Fermez simplement cette page."
      },
      cancel: {
        title: "Lib\xE9rer votre place\xA0?",
        text: "Un emp\xEAchement, \xE7a arrive. Pr\xE9venir permet \xE0 quelqu\u2019un d\u2019autre de prendre le relais.",
        action: "Oui, lib\xE9rer ma place",
        keep: "Non, j\u2019y serai"
      },
      report: {
        title: "Alors, c\u2019\xE9tait comment\xA0?",
        text: "Deux appuis suffisent. Le reste aide l\u2019\xE9quipe, si le c\u0153ur vous en dit.",
        attended: "J\u2019y \xE9tais",
        missed: "Je n\u2019ai pas pu y \xEAtre",
        preset: {
          attended: "Vous y \xE9tiez\xA0: il reste \xE0 confirmer.",
          missed: "Vous n\u2019avez pas pu y \xEAtre\xA0: il reste \xE0 confirmer."
        },
        more: "Si vous avez une minute de plus",
        thanksAttended: "Merci d\u2019y avoir \xE9t\xE9\xA0!",
        thanksAttendedText: "Ce que vous venez de faire ne se fait pas derri\xE8re un \xE9cran. L\u2019\xE9quipe a votre compte rendu.",
        thanksMissed: "Merci de l\u2019avoir dit",
        thanksMissedText: "\xC7a arrive \xE0 tout le monde. Il y a s\xFBrement une autre date pour vous.",
        helpComing: "Vous avez demand\xE9 un coup de main\xA0: quelqu\u2019un de l\u2019\xE9quipe vous \xE9crira.",
        backToSpace: "Aller \xE0 mon espace"
      },
      unsubscribe: {
        title: "Ne plus recevoir nos courriels\xA0?",
        text: (sender) => `${sender} cessera de vous \xE9crire pour le suivi de cette campagne. Vos r\xE9servations restent valides.`,
        action: "Me retirer de la liste",
        stay: "Vous restez\xA0? Fermez simplement cette page.",
        doneTitle: "C\u2019est fait\xA0: vous \xEAtes hors de la liste",
        done: (sender) => `${sender} ne vous \xE9crira plus pour le suivi de cette campagne.`,
        doneBack: "Un appui de trop\xA0? Le formulaire de la campagne permet de revenir en tout temps.",
        backToCampaign: "Revoir la campagne"
      },
      /** Pages that say why there is nothing else to show. */
      problems: {
        retry: "Envoyer de nouveau",
        typed: "Ce que vous avez \xE9crit",
        home: "Voir les campagnes en cours",
        "not-found": {
          title: "Cette page n\u2019est pas sur la carte",
          sentences: ["L\u2019adresse a peut-\xEAtre chang\xE9, ou une lettre s\u2019est perdue en chemin."]
        },
        gone: {
          title: "Ce lien a fait son temps",
          sentences: [
            "Par prudence, nos liens ne durent pas toujours.",
            "Le plus r\xE9cent de nos courriels en contient un qui fonctionne."
          ]
        },
        forbidden: {
          title: "Ce lien n\u2019est pas valide",
          sentences: ["Il est peut-\xEAtre coup\xE9\xA0: ouvrez-le de nouveau depuis le courriel, ou copiez-le en entier."]
        },
        "unsupported-type": {
          title: "Cet envoi n\u2019est pas arriv\xE9 comme un formulaire",
          sentences: ["Revenez \xE0 la page de la campagne et envoyez le formulaire de l\xE0."]
        },
        "too-large": {
          title: "C\u2019est un peu long pour nous",
          sentences: [
            "L\u2019envoi d\xE9passe ce que nous pouvons recevoir. Revenez en arri\xE8re, raccourcissez vos r\xE9ponses et envoyez de nouveau."
          ]
        },
        malformed: {
          title: "Nous n\u2019avons pas pu lire cet envoi",
          sentences: ["Il est arriv\xE9 ab\xEEm\xE9. Revenez en arri\xE8re et envoyez de nouveau, s\u2019il vous pla\xEEt."]
        },
        "too-many": {
          title: "Un petit moment, s\u2019il vous pla\xEEt",
          sentences: [
            "Beaucoup d\u2019envois viennent de partir de votre r\xE9seau.",
            "Attendez une minute, puis essayez de nouveau."
          ]
        },
        unavailable: {
          title: "Nous reprenons notre souffle",
          sentences: [
            "Le service ne peut rien enregistrer en ce moment. Rien de ce que vous avez \xE9crit n\u2019est perdu.",
            "Attendez un instant, puis envoyez de nouveau."
          ]
        },
        unexpected: {
          title: "Quelque chose a accroch\xE9 de notre c\xF4t\xE9",
          sentences: ["Ce n\u2019est pas votre faute, et l\u2019\xE9quipe en est avertie. Essayez de nouveau dans un instant."]
        },
        reference: (id) => `Num\xE9ro \xE0 mentionner si vous nous \xE9crivez\xA0: ${id}`
      }
    };
  }
});

// src/locales/fr/index.ts
var fr;
var init_fr = __esm({
  "src/locales/fr/index.ts"() {
    "use strict";
    init_admin2();
    init_mail2();
    init_pages2();
    fr = { admin: admin2, mail: mail2, pages: pages2 };
  }
});

// src/locales/index.ts
function messages(locale) {
  return byLocale[locale];
}
function isLocale(value) {
  return value === "fr" || value === "en";
}
var locales, byLocale;
var init_locales = __esm({
  "src/locales/index.ts"() {
    "use strict";
    init_en();
    init_fr();
    locales = ["fr", "en"];
    byLocale = { fr, en };
  }
});

// src/ui/colour.ts
function colourStylesheet(hex) {
  const accent = parse(hex);
  const name = colourClass(hex);
  const [light, dark] = [shades(accent, "light"), shades(accent, "dark")];
  return `.${name}{--accent:${print(accent)};--on-accent:${onAccent(accent)};${light}}
@media (prefers-color-scheme:dark){.${name}{${dark}}}
`;
}
function colourClass(hex) {
  return `c-${print(parse(hex)).slice(1)}`;
}
function colourPath(hex) {
  return `/css/colour/${print(parse(hex)).slice(1)}.css`;
}
function contrast(one, other) {
  return ratio(parse(one), parse(other));
}
function shades(accent, scheme) {
  const surface = parse(grounds[scheme].surface);
  const soft = mix(surface, accent, scheme === "light" ? 0.12 : 0.14);
  const strong = readableOn([parse(grounds[scheme].paper), surface, soft], accent, scheme);
  return `--accent-strong:${print(strong)};--accent-soft:${print(soft)}`;
}
function readableOn(backgrounds, accent, scheme) {
  const [hue, saturation, lightness] = toHsl(accent);
  const step2 = scheme === "light" ? -0.01 : 0.01;
  for (let light = lightness; light >= 0 && light <= 1; light += step2) {
    const candidate = toRgb([hue, saturation, light]);
    if (backgrounds.every((background) => ratio(candidate, background) >= readable)) return candidate;
  }
  return scheme === "light" ? [0, 0, 0] : [255, 255, 255];
}
function onAccent(accent) {
  return ratio(accent, [255, 255, 255]) >= readable ? "#ffffff" : "#000000";
}
function ratio(one, other) {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
function luminance([red, green, blue]) {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
function linear(channel) {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
function toHsl(colour2) {
  const [red, green, blue] = [colour2[0] / 255, colour2[1] / 255, colour2[2] / 255];
  const [most2, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const [spread, lightness] = [most2 - least, (most2 + least) / 2];
  if (spread === 0) return [0, 0, lightness];
  const saturation = spread / (1 - Math.abs(2 * lightness - 1));
  if (most2 === red) return [60 * (((green - blue) / spread + 6) % 6), saturation, lightness];
  return [60 * (most2 === green ? (blue - red) / spread + 2 : (red - green) / spread + 4), saturation, lightness];
}
function toRgb([hue, saturation, lightness]) {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset) => {
    const turn = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(turn - 3, 9 - turn, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
function mix(from, to, share) {
  const at = (index11) => Math.round(from[index11] + (to[index11] - from[index11]) * share);
  return [at(0), at(1), at(2)];
}
function parse(hex) {
  const digits = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!digits) throw new RangeError(`not a colour: ${hex}`);
  const at = (index11) => Number.parseInt(digits[index11] ?? "", 16);
  return [at(1), at(2), at(3)];
}
function print(colour2) {
  return `#${colour2.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
var grounds, readable;
var init_colour = __esm({
  "src/ui/colour.ts"() {
    "use strict";
    grounds = {
      light: { paper: "#f6f2ea", surface: "#ffffff" },
      dark: { paper: "#14120e", surface: "#201d18" }
    };
    readable = 4.6;
  }
});

// src/errors.ts
var AppError, PermanentError, StartError;
var init_errors = __esm({
  "src/errors.ts"() {
    "use strict";
    AppError = class extends Error {
      kind;
      retryAfter;
      subject;
      constructor(kind, message = kind, options = {}) {
        super(message, options.cause === void 0 ? {} : { cause: options.cause });
        this.name = "AppError";
        this.kind = kind;
        this.retryAfter = options.retryAfter;
        this.subject = options.subject;
      }
    };
    PermanentError = class extends Error {
      name = "PermanentError";
    };
    StartError = class extends Error {
      name = "StartError";
    };
  }
});

// src/organizers/form.ts
import { z } from "zod";
function readAddress(typed2) {
  return address.safeParse(typed2).data;
}
function readNext(typed2) {
  if (!typed2 || !/^\/admin(?:[/?.]|$)/.test(typed2)) return "/admin";
  const origin = "http://same.site";
  const url3 = URL.parse(typed2, origin);
  if (url3?.origin !== origin || !/^\/admin(?:[/.]|$)/.test(url3.pathname)) return "/admin";
  return url3.pathname.startsWith("/admin/sign-in") ? "/admin" : url3.pathname + url3.search;
}
var signInMinutes, address;
var init_form = __esm({
  "src/organizers/form.ts"() {
    "use strict";
    signInMinutes = 15;
    address = z.string().transform((value) => value.trim().toLowerCase()).pipe(z.email().max(254));
  }
});

// src/organizers/table.ts
import { boolean, index, integer as integer2, jsonb as jsonb2, pgTable as pgTable2, text as text2, timestamp as timestamp2, uuid as uuid2 } from "drizzle-orm/pg-core";
var createdAt, updatedAt, organizers, organizerSessions, organizerAccounts, organizerVerifications, auditEntries;
var init_table = __esm({
  "src/organizers/table.ts"() {
    "use strict";
    createdAt = () => timestamp2({ withTimezone: true }).notNull().defaultNow();
    updatedAt = () => timestamp2({ withTimezone: true }).notNull().defaultNow();
    organizers = pgTable2("organizers", {
      id: text2().primaryKey(),
      name: text2().notNull(),
      email: text2().notNull().unique(),
      emailVerified: boolean().notNull().default(false),
      image: text2(),
      role: text2({ enum: ["owner", "organizer"] }).notNull().default("organizer"),
      createdAt: createdAt(),
      updatedAt: updatedAt()
    });
    organizerSessions = pgTable2(
      "organizer_sessions",
      {
        id: text2().primaryKey(),
        token: text2().notNull().unique(),
        userId: text2().notNull().references(() => organizers.id, { onDelete: "cascade" }),
        expiresAt: timestamp2({ withTimezone: true }).notNull(),
        ipAddress: text2(),
        userAgent: text2(),
        createdAt: createdAt(),
        updatedAt: updatedAt()
      },
      (table) => [index("organizer_sessions_user_index").on(table.userId)]
    );
    organizerAccounts = pgTable2(
      "organizer_accounts",
      {
        id: text2().primaryKey(),
        accountId: text2().notNull(),
        providerId: text2().notNull(),
        userId: text2().notNull().references(() => organizers.id, { onDelete: "cascade" }),
        accessToken: text2(),
        refreshToken: text2(),
        idToken: text2(),
        accessTokenExpiresAt: timestamp2({ withTimezone: true }),
        refreshTokenExpiresAt: timestamp2({ withTimezone: true }),
        scope: text2(),
        password: text2(),
        createdAt: createdAt(),
        updatedAt: updatedAt()
      },
      (table) => [index("organizer_accounts_user_index").on(table.userId)]
    );
    organizerVerifications = pgTable2(
      "organizer_verifications",
      {
        id: text2().primaryKey(),
        identifier: text2().notNull(),
        value: text2().notNull(),
        expiresAt: timestamp2({ withTimezone: true }).notNull(),
        createdAt: createdAt(),
        updatedAt: updatedAt()
      },
      (table) => [index("organizer_verifications_identifier_index").on(table.identifier)]
    );
    auditEntries = pgTable2("audit_entries", {
      id: uuid2().primaryKey(),
      organizerId: text2(),
      /** `noun.past-tense`, such as `contacts.exported`. */
      action: text2().notNull(),
      detail: jsonb2().$type().notNull().default({}),
      /** How many people it touched. */
      count: integer2(),
      at: timestamp2({ withTimezone: true }).notNull()
    });
  }
});

// src/organizers/open-auth.ts
import { randomUUID } from "node:crypto";
function openAuth(deps2) {
  const auth = opened.get(deps2) ?? build(deps2);
  opened.set(deps2, auth);
  return auth;
}
async function build({ config: config2, db, log }) {
  const [{ betterAuth }, { drizzleAdapter }, { magicLink }] = await Promise.all([
    import("better-auth/minimal"),
    import("better-auth/adapters/drizzle"),
    import("better-auth/plugins/magic-link")
  ]);
  return betterAuth({
    appName: "Terrain",
    baseURL: config2.baseUrl,
    basePath: "/admin/auth",
    secret: config2.secret,
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level]({ from: "better-auth" }, message) },
    database: drizzleAdapter(db, {
      provider: "pg",
      schema: {
        user: organizers,
        session: organizerSessions,
        account: organizerAccounts,
        verification: organizerVerifications
      }
    }),
    rateLimit: { enabled: false },
    session: { expiresIn: 7 * 24 * 60 * 60, updateAge: 24 * 60 * 60 },
    advanced: {
      cookiePrefix: "terrain",
      useSecureCookies: config2.baseUrl.startsWith("https:"),
      defaultCookieAttributes: { path: "/admin", sameSite: "lax", httpOnly: true },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => randomUUID() }
    },
    plugins: [
      magicLink({
        expiresIn: signInMinutes * 60,
        disableSignUp: true,
        storeToken: "hashed",
        sendMagicLink: ({ token, metadata }) => {
          if (typeof metadata?.receive === "function") metadata.receive(token);
        }
      })
    ]
  });
}
var sessionCookie, opened;
var init_open_auth = __esm({
  "src/organizers/open-auth.ts"() {
    "use strict";
    init_form();
    init_table();
    sessionCookie = "terrain.session_token";
    opened = /* @__PURE__ */ new WeakMap();
  }
});

// src/organizers/queries.ts
import { desc as desc6, eq as eq7, lt as lt3 } from "drizzle-orm";
async function findOrganizer(db, email) {
  const [organizer] = await db.select().from(organizers).where(eq7(organizers.email, email.trim().toLowerCase()));
  return organizer;
}
async function listAuditEntries(db, page) {
  const rows = await db.select({ entry: auditEntries, name: organizers.name, email: organizers.email }).from(auditEntries).leftJoin(organizers, eq7(organizers.id, auditEntries.organizerId)).where(page.before === void 0 ? void 0 : lt3(auditEntries.id, page.before)).orderBy(desc6(auditEntries.id)).limit(page.limit);
  return rows.map(({ entry, name, email }) => ({ ...entry, organizer: name || email }));
}
var init_queries = __esm({
  "src/organizers/queries.ts"() {
    "use strict";
    init_table();
  }
});

// src/mail/shift-time.ts
function shiftTime(locale, startsAt, endsAt, timezone2) {
  const formats3 = formatsFor(locale, timezone2);
  const hour = (at) => formats3.hour.format(at).replace(/:00(?=\s)|(?<=h)\s00$/u, "");
  const date2 = formats3.date.formatRange(startsAt, endsAt);
  return {
    date: date2.charAt(0).toLocaleUpperCase(locale) + date2.slice(1),
    hours: `${hour(startsAt)} \u2013 ${hour(endsAt)}`,
    zone: part(formats3.zone, startsAt, "timeZoneName"),
    day: formats3.day.format(startsAt),
    leaf: {
      weekday: part(formats3.leaf, startsAt, "weekday"),
      day: part(formats3.leaf, startsAt, "day"),
      month: part(formats3.leaf, startsAt, "month")
    }
  };
}
function formatsFor(locale, timezone2) {
  const key = `${locale} ${timezone2}`;
  const formats3 = byZone.get(key) ?? makeFormats(locale, timezone2);
  byZone.set(key, formats3);
  return formats3;
}
function makeFormats(locale, timeZone) {
  const format2 = (options) => new Intl.DateTimeFormat(tags3[locale], { timeZone, ...options });
  return {
    date: format2({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    day: format2({ weekday: "long", day: "numeric", month: "long" }),
    hour: format2({ hour: "numeric", minute: "2-digit" }),
    leaf: format2({ weekday: "short", day: "numeric", month: "short" }),
    zone: format2({ hour: "numeric", timeZoneName: "longGeneric" })
  };
}
function part(format2, at, type) {
  return format2.formatToParts(at).find((found) => found.type === type)?.value ?? "";
}
var tags3, byZone;
var init_shift_time = __esm({
  "src/mail/shift-time.ts"() {
    "use strict";
    tags3 = { fr: "fr-CA", en: "en-CA" };
    byZone = /* @__PURE__ */ new Map();
  }
});

// src/organizers/create-sign-in-link.ts
async function createSignInLink(deps2, email, next = "/admin") {
  const organizer = await findOrganizer(deps2.db, email);
  if (!organizer) throw new AppError("not-found", "no organizer has this address");
  const auth = await openAuth(deps2);
  const token = await new Promise((receive, reject) => {
    auth.api.signInMagicLink({ body: { email: organizer.email, metadata: { receive } }, headers: new Headers() }).catch(reject);
  });
  const url3 = new URL(`${deps2.config.baseUrl}/admin/sign-in/${token}`);
  if (next !== "/admin") url3.searchParams.set("next", next);
  return url3.href;
}
var init_create_sign_in_link = __esm({
  "src/organizers/create-sign-in-link.ts"() {
    "use strict";
    init_errors();
    init_open_auth();
    init_queries();
  }
});

// emails/components/colour.ts
function inkOn(background) {
  return contrast(background, "#ffffff") >= 4.6 ? "#ffffff" : "#000000";
}
function edgeOf(colour2, grounds2, edge) {
  return grounds2.some((ground2) => contrast(colour2, ground2) < 1.5) ? edge : colour2;
}
var init_colour2 = __esm({
  "emails/components/colour.ts"() {
    "use strict";
    init_colour();
  }
});

// emails/components/style.ts
var textFace, posterFace, day3, night, styles, headlineSizes, sheet;
var init_style = __esm({
  "emails/components/style.ts"() {
    "use strict";
    textFace = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";
    posterFace = "'Avenir Next Condensed', sans-serif-condensed, 'Roboto Condensed', Bahnschrift, 'Liberation Sans Narrow', 'Open Sans Condensed', 'Arial Narrow', Arial, sans-serif";
    day3 = {
      paper: "#f6f2ea",
      surface: "#ffffff",
      ink: "#17140f",
      soft: "#575046",
      line: "#dcd4c6",
      edge: "#857b6b"
    };
    night = { paper: "#14120e", surface: "#201d18", ink: "#f6f1e7", soft: "#bdb4a5", line: "#3b362d" };
    styles = {
      body: { backgroundColor: day3.paper, margin: "0", padding: "20px 10px 40px", fontFamily: textFace },
      card: { maxWidth: "560px", width: "100%", margin: "0 auto", backgroundColor: day3.surface, borderRadius: "8px" },
      band: { padding: "24px 24px 28px", borderRadius: "8px 8px 0 0" },
      kicker: { margin: "0", fontSize: "15px", lineHeight: "20px", fontWeight: 700 },
      headline: { margin: "48px 0 0", fontFamily: posterFace, fontWeight: 800, overflowWrap: "break-word" },
      inside: { padding: "28px 24px 32px" },
      text: { margin: "0 0 18px", fontSize: "17px", lineHeight: "27px", color: day3.ink },
      aside: { margin: "26px 0 0", fontSize: "15px", lineHeight: "23px", color: day3.soft },
      link: { color: day3.ink, fontWeight: 600, textDecoration: "underline", display: "inline-block", padding: "10px 0" },
      foot: { maxWidth: "560px", width: "100%", margin: "0 auto" },
      footInside: { padding: "24px 24px 0" },
      footText: { margin: "0 0 12px", fontSize: "13px", lineHeight: "20px", color: day3.soft },
      footLink: { color: day3.soft, textDecoration: "underline" }
    };
    headlineSizes = {
      short: { fontSize: "44px", lineHeight: "45px" },
      long: { fontSize: "33px", lineHeight: "36px" }
    };
    sheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
a[x-apple-data-detectors] { color: inherit !important; text-decoration: none !important; }
@media (min-width: 600px) {
  .band { padding: 32px 40px 40px !important; }
  .headline { margin-top: 72px !important; }
  .short { font-size: 60px !important; line-height: 58px !important; }
  .long { font-size: 44px !important; line-height: 46px !important; }
  .inside { padding: 38px 40px 42px !important; }
  .foot { padding: 26px 40px 0 !important; }
}
@media (prefers-color-scheme: dark) {
  .page, .page > table > tbody > tr > td { background-color: ${night.paper} !important; }
  .card { background-color: ${night.surface} !important; }
  .ink { color: ${night.ink} !important; }
  .soft { color: ${night.soft} !important; }
  .line { border-color: ${night.line} !important; }
}
`;
  }
});

// emails/components/button.tsx
import { Button } from "@react-email/button";
import { jsx as jsx41 } from "react/jsx-runtime";
function ActionButton({ href, label, colour: colour2 }) {
  const edge = edgeOf(colour2, [day3.surface, night.surface], day3.edge);
  return /* @__PURE__ */ jsx41("p", { style: { margin: "8px 0 0" }, children: /* @__PURE__ */ jsx41(
    Button,
    {
      href,
      style: { ...shape, backgroundColor: colour2, color: inkOn(colour2), border: `2px solid ${edge}` },
      children: label
    }
  ) });
}
function OtherButton({ href, label }) {
  return /* @__PURE__ */ jsx41("p", { style: { margin: "12px 0 0" }, children: /* @__PURE__ */ jsx41(Button, { className: "ink", href, style: { ...shape, color: day3.ink, border: `2px solid ${day3.edge}` }, children: label }) });
}
var shape;
var init_button = __esm({
  "emails/components/button.tsx"() {
    "use strict";
    init_colour2();
    init_style();
    shape = {
      display: "block",
      boxSizing: "border-box",
      padding: "17px 22px",
      borderRadius: "6px",
      fontSize: "18px",
      fontWeight: 700,
      textAlign: "center"
    };
  }
});

// emails/components/footer.tsx
import { Hr } from "@react-email/hr";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import { Fragment as Fragment10, jsx as jsx42, jsxs as jsxs29 } from "react/jsx-runtime";
function Footer({ locale, campaign, reason, unsubscribeUrl }) {
  const words = messages(locale).mail.footer;
  const { name, address: address2, email, website } = campaign.sender;
  return /* @__PURE__ */ jsxs29(Fragment10, { children: [
    /* @__PURE__ */ jsx42(Rule, {}),
    /* @__PURE__ */ jsxs29(Text, { className: "soft", style: styles.footText, children: [
      /* @__PURE__ */ jsx42("strong", { children: name }),
      address2.split("\n").map((line2) => /* @__PURE__ */ jsxs29("span", { children: [
        /* @__PURE__ */ jsx42("br", {}),
        line2
      ] }, line2)),
      /* @__PURE__ */ jsx42("br", {}),
      /* @__PURE__ */ jsx42(Link, { className: "soft", style: styles.footLink, href: `mailto:${email}`, "data-text-format": "inline", children: email }),
      website ? /* @__PURE__ */ jsxs29(Fragment10, { children: [
        /* @__PURE__ */ jsx42("br", {}),
        /* @__PURE__ */ jsx42(Link, { className: "soft", style: styles.footLink, href: website, "data-text-format": "inline", children: website.replace(/^https?:\/\//, "").replace(/\/$/, "") })
      ] }) : null
    ] }),
    /* @__PURE__ */ jsx42(Reason, { text: words.reasons[reason]({ campaign: campaign.title, sender: name }) }),
    unsubscribeUrl ? /* @__PURE__ */ jsx42(Text, { className: "soft", style: styles.footText, children: /* @__PURE__ */ jsx42(Link, { className: "soft", style: styles.footLink, href: unsubscribeUrl, children: words.unsubscribe }) }) : null
  ] });
}
function Rule() {
  return /* @__PURE__ */ jsx42(Hr, { className: "line", style: { borderTop: `1px solid ${day3.line}`, margin: "0 0 20px" } });
}
function Reason({ text: text12 }) {
  return /* @__PURE__ */ jsx42(Text, { className: "soft", style: styles.footText, children: text12 });
}
var init_footer = __esm({
  "emails/components/footer.tsx"() {
    "use strict";
    init_locales();
    init_style();
  }
});

// emails/components/layout.tsx
import { Body } from "@react-email/body";
import { Container } from "@react-email/container";
import { Head as Head2 } from "@react-email/head";
import { Heading } from "@react-email/heading";
import { Html } from "@react-email/html";
import { Preview } from "@react-email/preview";
import { Text as Text2 } from "@react-email/text";
import { jsx as jsx43, jsxs as jsxs30 } from "react/jsx-runtime";
function Layout({ locale, subject: subject8, preheader, colour: colour2, kicker, headline, children, footer }) {
  const ink = inkOn(colour2);
  const size = headline.length > 36 ? "long" : "short";
  return /* @__PURE__ */ jsxs30(Html, { lang: locale, children: [
    /* @__PURE__ */ jsxs30(Head2, { children: [
      /* @__PURE__ */ jsx43("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      /* @__PURE__ */ jsx43("meta", { name: "color-scheme", content: "light dark" }),
      /* @__PURE__ */ jsx43("meta", { name: "supported-color-schemes", content: "light dark" }),
      /* @__PURE__ */ jsx43("title", { children: subject8 }),
      /* @__PURE__ */ jsx43("style", { children: sheet })
    ] }),
    /* @__PURE__ */ jsxs30(Body, { className: "page", style: styles.body, children: [
      /* @__PURE__ */ jsx43(Preview, { children: preheader }),
      /* @__PURE__ */ jsxs30(Container, { className: "card", style: styles.card, children: [
        /* @__PURE__ */ jsxs30(Cell, { className: "band", style: { ...styles.band, backgroundColor: colour2 }, children: [
          /* @__PURE__ */ jsx43(Text2, { style: { ...styles.kicker, color: ink }, children: kicker }),
          /* @__PURE__ */ jsx43(Heading, { className: `headline ${size}`, style: { ...styles.headline, ...headlineSizes[size], color: ink }, children: headline })
        ] }),
        /* @__PURE__ */ jsx43(Cell, { className: "inside", style: styles.inside, children })
      ] }),
      /* @__PURE__ */ jsx43(Container, { style: styles.foot, children: /* @__PURE__ */ jsx43(Cell, { className: "foot", style: styles.footInside, children: footer }) })
    ] })
  ] });
}
function Cell({ className, style, children }) {
  return /* @__PURE__ */ jsx43("table", { width: "100%", border: 0, cellPadding: "0", cellSpacing: "0", role: "presentation", children: /* @__PURE__ */ jsx43("tbody", { children: /* @__PURE__ */ jsx43("tr", { children: /* @__PURE__ */ jsx43("td", { className, style, children }) }) }) });
}
var init_layout = __esm({
  "emails/components/layout.tsx"() {
    "use strict";
    init_colour2();
    init_style();
  }
});

// emails/components/paragraph.tsx
import { Link as Link2 } from "@react-email/link";
import { Text as Text3 } from "@react-email/text";
import { Fragment as Fragment11, jsx as jsx44, jsxs as jsxs31 } from "react/jsx-runtime";
function Paragraph({ text: text12 }) {
  return /* @__PURE__ */ jsx44(Text3, { className: "ink", style: styles.text, children: text12 });
}
function Aside({ text: text12, link: link2 }) {
  return /* @__PURE__ */ jsxs31(Text3, { className: "soft", style: styles.aside, children: [
    text12,
    link2 ? /* @__PURE__ */ jsxs31(Fragment11, { children: [
      /* @__PURE__ */ jsx44("br", {}),
      /* @__PURE__ */ jsx44(Link2, { className: "ink", style: styles.link, href: link2.href, children: link2.label })
    ] }) : null
  ] });
}
var init_paragraph = __esm({
  "emails/components/paragraph.tsx"() {
    "use strict";
    init_style();
  }
});

// emails/confirm.tsx
var confirm_exports = {};
__export(confirm_exports, {
  default: () => Confirm,
  subject: () => subject
});
import { jsx as jsx45, jsxs as jsxs32 } from "react/jsx-runtime";
function subject({ locale, campaign }) {
  return messages(locale).mail.confirm.subject({ campaign: campaign.title });
}
function Confirm(props) {
  const { locale, campaign, confirmUrl } = props;
  const words = messages(locale).mail.confirm;
  return /* @__PURE__ */ jsxs32(
    Layout,
    {
      locale,
      subject: subject(props),
      preheader: words.preheader,
      colour: campaign.colour,
      kicker: campaign.title,
      headline: words.headline,
      footer: /* @__PURE__ */ jsx45(Footer, { locale, campaign, reason: "confirm" }),
      children: [
        /* @__PURE__ */ jsx45(Paragraph, { text: words.body({ campaign: campaign.title, sender: campaign.sender.name }) }),
        /* @__PURE__ */ jsx45(ActionButton, { href: confirmUrl, label: words.button, colour: campaign.colour }),
        /* @__PURE__ */ jsx45(Aside, { text: words.ignore })
      ]
    }
  );
}
var init_confirm = __esm({
  "emails/confirm.tsx"() {
    "use strict";
    init_locales();
    init_button();
    init_footer();
    init_layout();
    init_paragraph();
  }
});

// src/mail/first-name.ts
function fillFirstName(text12, firstName) {
  const name = firstName.replace(/\s+/gu, " ").trim();
  if (name !== "") {
    return text12.replaceAll(placeholder, () => name);
  }
  return withoutName.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text12);
}
var placeholder, start, withoutName;
var init_first_name = __esm({
  "src/mail/first-name.ts"() {
    "use strict";
    placeholder = "{firstName}";
    start = String.raw`(^|[.!?…]\s+)`;
    withoutName = [
      // "{firstName}, merci d’être là" -> "Merci d’être là"; the sentence starts at what follows the name.
      [
        new RegExp(`${start}\\{firstName\\}\\s*[,:!?\u2026]*\\s*(\\p{L}?)`, "gu"),
        (_, before, letter) => before + letter.toUpperCase()
      ],
      // "Merci, {firstName}, pour ton temps" -> "Merci pour ton temps"
      [/,\s*\{firstName\},/gu, () => ""],
      // "Merci, {firstName} !" -> "Merci !"
      [/,\s*\{firstName\}(?=\s*(?:[.!?…;:]|$))/gu, () => ""],
      // "Bonjour {firstName}," -> "Bonjour,"; the space before a following sign stays as it was typed.
      [/\s*\{firstName\}/gu, () => ""]
    ];
  }
});

// emails/follow-up.tsx
var follow_up_exports = {};
__export(follow_up_exports, {
  default: () => FollowUp,
  subject: () => subject2
});
import { jsx as jsx46, jsxs as jsxs33 } from "react/jsx-runtime";
function subject2({ subject: subject8, firstName }) {
  return fillFirstName(subject8, firstName);
}
function FollowUp(props) {
  const { locale, campaign, firstName, paragraphs, action, reason, unsubscribeUrl } = props;
  const filled2 = paragraphs.map((paragraph) => fillFirstName(paragraph, firstName));
  return /* @__PURE__ */ jsxs33(
    Layout,
    {
      locale,
      subject: subject2(props),
      preheader: filled2.join(" "),
      colour: campaign.colour,
      kicker: campaign.title,
      headline: subject2(props),
      footer: /* @__PURE__ */ jsx46(
        Footer,
        {
          locale,
          campaign,
          reason: reason === "consent" ? "consent" : "ownAct",
          unsubscribeUrl
        }
      ),
      children: [
        filled2.map((paragraph) => /* @__PURE__ */ jsx46(Paragraph, { text: paragraph }, paragraph)),
        /* @__PURE__ */ jsx46(ActionButton, { href: action.url, label: fillFirstName(action.label, firstName), colour: campaign.colour })
      ]
    }
  );
}
var init_follow_up = __esm({
  "emails/follow-up.tsx"() {
    "use strict";
    init_first_name();
    init_button();
    init_footer();
    init_layout();
    init_paragraph();
  }
});

// emails/components/shift-card.tsx
import { jsx as jsx47, jsxs as jsxs34 } from "react/jsx-runtime";
function ShiftCard2({ locale, shift, colour: colour2, cancelled = false }) {
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const hours = messages(locale).mail.shift.hours(time);
  const ink = inkOn(colour2);
  const struck = cancelled ? { textDecoration: "line-through" } : {};
  return /* @__PURE__ */ jsx47(
    "table",
    {
      className: "line",
      width: "100%",
      border: 0,
      cellPadding: "0",
      cellSpacing: "0",
      role: "presentation",
      style: {
        border: `1px solid ${day3.line}`,
        borderRadius: "5px",
        borderCollapse: "separate",
        margin: "4px 0 26px"
      },
      children: /* @__PURE__ */ jsx47("tbody", { children: /* @__PURE__ */ jsxs34("tr", { children: [
        /* @__PURE__ */ jsxs34(
          "td",
          {
            "aria-hidden": "true",
            "data-skip-in-text": "true",
            width: "66",
            style: {
              backgroundColor: colour2,
              color: ink,
              textAlign: "center",
              padding: "14px 4px",
              borderRadius: "4px 0 0 4px",
              verticalAlign: "top"
            },
            children: [
              /* @__PURE__ */ jsx47("p", { style: { ...leafLine, color: ink }, children: time.leaf.weekday }),
              /* @__PURE__ */ jsx47("p", { style: { margin: "2px 0 4px", fontSize: "38px", lineHeight: "40px", fontWeight: 800, color: ink }, children: time.leaf.day }),
              /* @__PURE__ */ jsx47("p", { style: { ...leafLine, color: ink }, children: time.leaf.month })
            ]
          }
        ),
        /* @__PURE__ */ jsxs34("td", { style: { padding: "14px 16px 16px", verticalAlign: "top" }, children: [
          /* @__PURE__ */ jsx47(
            "p",
            {
              className: "ink",
              style: { ...line, ...struck, margin: "0 0 8px", fontSize: "19px", lineHeight: "25px", fontWeight: 700 },
              children: shift.title
            }
          ),
          /* @__PURE__ */ jsxs34("p", { className: "ink", style: { ...line, ...struck }, children: [
            time.date,
            /* @__PURE__ */ jsx47("br", {}),
            hours,
            /* @__PURE__ */ jsx47("br", {}),
            shift.place
          ] }),
          shift.details && !cancelled ? /* @__PURE__ */ jsx47("p", { className: "soft", style: { ...line, margin: "8px 0 0", fontSize: "15px", color: day3.soft }, children: shift.details }) : null
        ] })
      ] }) })
    }
  );
}
var leafLine, line;
var init_shift_card = __esm({
  "emails/components/shift-card.tsx"() {
    "use strict";
    init_locales();
    init_shift_time();
    init_colour2();
    init_style();
    leafLine = { margin: "0", fontSize: "15px", lineHeight: "20px", fontWeight: 700 };
    line = { margin: "0", fontSize: "16px", lineHeight: "24px", color: day3.ink };
  }
});

// emails/booking.tsx
var booking_exports = {};
__export(booking_exports, {
  default: () => Booking,
  subject: () => subject3
});
import { jsx as jsx48, jsxs as jsxs35 } from "react/jsx-runtime";
function subject3({ locale, shift }) {
  const { day: day4 } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return messages(locale).mail.booking.subject({ title: shift.title, day: day4 });
}
function Booking(props) {
  const { locale, campaign, shift, cancelUrl, unsubscribeUrl } = props;
  const words = messages(locale).mail.booking;
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return /* @__PURE__ */ jsxs35(
    Layout,
    {
      locale,
      subject: subject3(props),
      preheader: words.preheader({ ...time, place: shift.place }),
      colour: campaign.colour,
      kicker: campaign.title,
      headline: words.headline,
      footer: /* @__PURE__ */ jsx48(Footer, { locale, campaign, reason: "shift", unsubscribeUrl }),
      children: [
        /* @__PURE__ */ jsx48(Paragraph, { text: words.body }),
        /* @__PURE__ */ jsx48(ShiftCard2, { locale, shift, colour: campaign.colour }),
        /* @__PURE__ */ jsx48(Paragraph, { text: words.calendar }),
        /* @__PURE__ */ jsx48(Aside, { text: words.cancelAsk, link: { href: cancelUrl, label: words.cancel } })
      ]
    }
  );
}
var init_booking = __esm({
  "emails/booking.tsx"() {
    "use strict";
    init_locales();
    init_shift_time();
    init_footer();
    init_layout();
    init_paragraph();
    init_shift_card();
  }
});

// emails/booking-cancelled.tsx
var booking_cancelled_exports = {};
__export(booking_cancelled_exports, {
  default: () => BookingCancelled,
  subject: () => subject4
});
import { jsx as jsx49, jsxs as jsxs36 } from "react/jsx-runtime";
function subject4({ locale, shift }) {
  const { day: day4 } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return messages(locale).mail.bookingCancelled.subject({ title: shift.title, day: day4 });
}
function BookingCancelled(props) {
  const { locale, campaign, shift, shiftsUrl, unsubscribeUrl } = props;
  const words = messages(locale).mail.bookingCancelled;
  return /* @__PURE__ */ jsxs36(
    Layout,
    {
      locale,
      subject: subject4(props),
      preheader: words.preheader,
      colour: campaign.colour,
      kicker: campaign.title,
      headline: words.headline,
      footer: /* @__PURE__ */ jsx49(Footer, { locale, campaign, reason: "shift", unsubscribeUrl }),
      children: [
        /* @__PURE__ */ jsx49(Paragraph, { text: words.body }),
        /* @__PURE__ */ jsx49(ShiftCard2, { locale, shift, colour: campaign.colour, cancelled: true }),
        /* @__PURE__ */ jsx49(Paragraph, { text: words.calendar }),
        /* @__PURE__ */ jsx49(Paragraph, { text: words.again }),
        /* @__PURE__ */ jsx49(ActionButton, { href: shiftsUrl, label: words.button, colour: campaign.colour })
      ]
    }
  );
}
var init_booking_cancelled = __esm({
  "emails/booking-cancelled.tsx"() {
    "use strict";
    init_locales();
    init_shift_time();
    init_button();
    init_footer();
    init_layout();
    init_paragraph();
    init_shift_card();
  }
});

// emails/shift-reminder.tsx
var shift_reminder_exports = {};
__export(shift_reminder_exports, {
  default: () => ShiftReminder,
  subject: () => subject5
});
import { jsx as jsx50, jsxs as jsxs37 } from "react/jsx-runtime";
function subject5({ locale, shift }) {
  const { day: day4 } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return messages(locale).mail.shiftReminder.subject({ title: shift.title, day: day4 });
}
function ShiftReminder(props) {
  const { locale, campaign, shift, cancelUrl, unsubscribeUrl } = props;
  const words = messages(locale).mail.shiftReminder;
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return /* @__PURE__ */ jsxs37(
    Layout,
    {
      locale,
      subject: subject5(props),
      preheader: words.preheader({ ...time, place: shift.place }),
      colour: campaign.colour,
      kicker: campaign.title,
      headline: words.headline,
      footer: /* @__PURE__ */ jsx50(Footer, { locale, campaign, reason: "shift", unsubscribeUrl }),
      children: [
        /* @__PURE__ */ jsx50(Paragraph, { text: words.body }),
        /* @__PURE__ */ jsx50(ShiftCard2, { locale, shift, colour: campaign.colour }),
        /* @__PURE__ */ jsx50(Aside, { text: words.cancelAsk, link: { href: cancelUrl, label: words.cancel } })
      ]
    }
  );
}
var init_shift_reminder = __esm({
  "emails/shift-reminder.tsx"() {
    "use strict";
    init_locales();
    init_shift_time();
    init_footer();
    init_layout();
    init_paragraph();
    init_shift_card();
  }
});

// emails/report-ask.tsx
var report_ask_exports = {};
__export(report_ask_exports, {
  default: () => ReportAsk,
  subject: () => subject6
});
import { jsx as jsx51, jsxs as jsxs38 } from "react/jsx-runtime";
function subject6({ locale, shift }) {
  return messages(locale).mail.reportAsk.subject({ title: shift.title });
}
function ReportAsk(props) {
  const { locale, campaign, shift, attendedUrl, missedUrl, unsubscribeUrl } = props;
  const words = messages(locale).mail.reportAsk;
  const { day: day4 } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return /* @__PURE__ */ jsxs38(
    Layout,
    {
      locale,
      subject: subject6(props),
      preheader: words.preheader,
      colour: campaign.colour,
      kicker: campaign.title,
      headline: words.headline,
      footer: /* @__PURE__ */ jsx51(Footer, { locale, campaign, reason: "shift", unsubscribeUrl }),
      children: [
        /* @__PURE__ */ jsx51(Paragraph, { text: words.body({ title: shift.title, day: day4 }) }),
        /* @__PURE__ */ jsx51(ActionButton, { href: attendedUrl, label: words.attended, colour: campaign.colour }),
        /* @__PURE__ */ jsx51(OtherButton, { href: missedUrl, label: words.missed }),
        /* @__PURE__ */ jsx51(Aside, { text: words.why })
      ]
    }
  );
}
var init_report_ask = __esm({
  "emails/report-ask.tsx"() {
    "use strict";
    init_locales();
    init_shift_time();
    init_button();
    init_footer();
    init_layout();
    init_paragraph();
  }
});

// emails/sign-in.tsx
var sign_in_exports = {};
__export(sign_in_exports, {
  default: () => SignIn,
  subject: () => subject7
});
import { Fragment as Fragment12, jsx as jsx52, jsxs as jsxs39 } from "react/jsx-runtime";
function subject7({ locale }) {
  return messages(locale).mail.signIn.subject;
}
function SignIn(props) {
  const { locale, signInUrl, minutes: minutes3 } = props;
  const words = messages(locale).mail.signIn;
  const site = new URL(signInUrl).host;
  return /* @__PURE__ */ jsxs39(
    Layout,
    {
      locale,
      subject: subject7(props),
      preheader: words.preheader({ minutes: minutes3 }),
      colour,
      kicker: "Terrain",
      headline: words.headline,
      footer: /* @__PURE__ */ jsxs39(Fragment12, { children: [
        /* @__PURE__ */ jsx52(Rule, {}),
        /* @__PURE__ */ jsx52(Reason, { text: words.reason({ site }) })
      ] }),
      children: [
        /* @__PURE__ */ jsx52(Paragraph, { text: words.body({ site, minutes: minutes3 }) }),
        /* @__PURE__ */ jsx52(ActionButton, { href: signInUrl, label: words.button, colour }),
        /* @__PURE__ */ jsx52(Aside, { text: words.ignore })
      ]
    }
  );
}
var colour;
var init_sign_in = __esm({
  "emails/sign-in.tsx"() {
    "use strict";
    init_locales();
    init_button();
    init_footer();
    init_layout();
    init_paragraph();
    colour = "#1d5c4a";
  }
});

// emails/components/render.ts
var render_exports = {};
__export(render_exports, {
  renderBoth: () => renderBoth
});
import { render, toPlainText } from "@react-email/render";
async function renderBoth(mail4) {
  const html = await render(mail4);
  return { html, text: toPlainText(html, textOptions) };
}
var textOptions;
var init_render = __esm({
  "emails/components/render.ts"() {
    "use strict";
    textOptions = {
      selectors: [
        { selector: "h1", options: { uppercase: false } },
        { selector: "a", format: "linkBelow" },
        { selector: "a[data-text-format=inline]", format: "inline" },
        { selector: "hr", format: "signatureMark" }
      ],
      formatters: {
        // An address on a line of its own can be copied from any program.
        linkBelow: (link2, walk, builder) => {
          walk(link2.children, builder);
          builder.addLineBreak();
          builder.addInline(link2.attribs.href ?? "", { noWordTransform: true });
        },
        // "-- " alone on a line: mail programs fold what is below it (RFC 3676 s. 4.3).
        signatureMark: (_rule, _walk, builder) => {
          builder.openBlock({ leadingLineBreaks: 2 });
          builder.addLiteral("-- ");
          builder.closeBlock({ trailingLineBreaks: 1 });
        }
      }
    };
  }
});

// src/mail/templates.ts
async function renderMail(template) {
  const [module, { renderBoth: renderBoth2 }] = await Promise.all([
    modules[template.name](),
    Promise.resolve().then(() => (init_render(), render_exports))
  ]);
  return { subject: module.subject(template), ...await renderBoth2(module.default(template)) };
}
var modules;
var init_templates = __esm({
  "src/mail/templates.ts"() {
    "use strict";
    modules = {
      confirm: () => Promise.resolve().then(() => (init_confirm(), confirm_exports)),
      "follow-up": () => Promise.resolve().then(() => (init_follow_up(), follow_up_exports)),
      booking: () => Promise.resolve().then(() => (init_booking(), booking_exports)),
      "booking-cancelled": () => Promise.resolve().then(() => (init_booking_cancelled(), booking_cancelled_exports)),
      "shift-reminder": () => Promise.resolve().then(() => (init_shift_reminder(), shift_reminder_exports)),
      "report-ask": () => Promise.resolve().then(() => (init_report_ask(), report_ask_exports)),
      "sign-in": () => Promise.resolve().then(() => (init_sign_in(), sign_in_exports))
    };
  }
});

// src/organizers/jobs.ts
var jobs_exports = {};
__export(jobs_exports, {
  jobs: () => jobs
});
import { randomUUID as randomUUID3 } from "node:crypto";
async function mailSignInLink(deps2, payload) {
  const organizer = await findOrganizer(deps2.db, payload.email);
  if (!organizer) return;
  const signInUrl = await createSignInLink(deps2, organizer.email, payload.next);
  const mail4 = await renderMail({ name: "sign-in", locale: payload.locale, signInUrl, minutes: signInMinutes });
  const { mailFrom: from } = deps2.config;
  const outcome = await deps2.mailer.send(
    { ...mail4, to: organizer.email, from, headers: {}, attachments: [] },
    `sign-in/${randomUUID3()}`
  );
  if (outcome.kind === "again") throw new Error(`the sign-in mail was not taken: ${outcome.reason}`);
  if (outcome.kind !== "sent") throw new PermanentError(`the sign-in mail was refused: ${outcome.reason}`);
}
var jobs;
var init_jobs = __esm({
  "src/organizers/jobs.ts"() {
    "use strict";
    init_errors();
    init_templates();
    init_create_sign_in_link();
    init_form();
    init_queries();
    jobs = { "organizers.mail-sign-in-link": mailSignInLink };
  }
});

// test/zz-shots.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { once } from "node:events";
import { serve } from "@hono/node-server";
import AxeBuilder from "@axe-core/playwright";
import chromiumPackage from "@sparticuz/chromium";
import { chromium } from "playwright-core";
import { v7 as uuidv710 } from "uuid";

// src/app.tsx
import { randomBytes } from "node:crypto";
import { Hono as Hono14 } from "hono";

// src/campaigns/pages.tsx
init_locales();

// src/ui/band.tsx
import { jsx, jsxs } from "hono/jsx/jsx-runtime";
function Band({ title, lead, above, picture, ridge: ridge2 = false, children }) {
  return /* @__PURE__ */ jsxs("div", { class: picture === void 0 ? "band" : "band band-pictured", children: [
    /* @__PURE__ */ jsxs("div", { class: "band-words", children: [
      above !== void 0 && /* @__PURE__ */ jsx("p", { class: "band-above", children: above }),
      /* @__PURE__ */ jsx("h1", { tabindex: -1, children: title }),
      lead !== void 0 && /* @__PURE__ */ jsx("p", { class: "lead", children: lead }),
      children
    ] }),
    ridge2 && /* @__PURE__ */ jsx("svg", { class: "band-ridge", viewBox: "0 0 400 40", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false", children: /* @__PURE__ */ jsx("path", { d: "M0 40V34L38 27 58 31 104 17 130 24 176 9 205 19 250 4 274 14 306 7 338 20 362 14 400 28V40Z" }) }),
    picture !== void 0 && /* @__PURE__ */ jsx("img", { class: "band-picture", src: `/pictures/${picture}`, alt: "" })
  ] });
}

// src/campaigns/pages.tsx
init_colour();

// src/ui/icons.tsx
import { jsx as jsx2, jsxs as jsxs2 } from "hono/jsx/jsx-runtime";
function TerrainMark(props) {
  return /* @__PURE__ */ jsxs2(Icon, { ...props, children: [
    /* @__PURE__ */ jsx2("path", { d: "M1 21 9 8l4.5 7L17 10l6 11Z", fill: "currentColor" }),
    /* @__PURE__ */ jsx2("circle", { cx: "17", cy: "4.5", r: "3", fill: "currentColor" })
  ] });
}
function CheckIcon(props) {
  return /* @__PURE__ */ jsx2(Icon, { ...props, children: /* @__PURE__ */ jsx2("path", { d: "m4 12.5 5.5 5.5L20 6.5", fill: "none", stroke: "currentColor", "stroke-width": "3.5" }) });
}
function MailIcon(props) {
  return /* @__PURE__ */ jsxs2(Icon, { ...props, children: [
    /* @__PURE__ */ jsx2("path", { d: "M2 5h20v14H2Z", fill: "none", stroke: "currentColor", "stroke-width": "2.25", "stroke-linejoin": "round" }),
    /* @__PURE__ */ jsx2("path", { d: "m2.5 6 9.5 7.5L21.5 6", fill: "none", stroke: "currentColor", "stroke-width": "2.25", "stroke-linejoin": "round" })
  ] });
}
function PlaceIcon(props) {
  return /* @__PURE__ */ jsxs2(Icon, { ...props, children: [
    /* @__PURE__ */ jsx2("path", { d: "M12 1.5a8 8 0 0 0-8 8c0 5.5 8 13 8 13s8-7.5 8-13a8 8 0 0 0-8-8Z", fill: "currentColor" }),
    /* @__PURE__ */ jsx2("circle", { class: "hole", cx: "12", cy: "9.5", r: "3" })
  ] });
}
function ClockIcon(props) {
  return /* @__PURE__ */ jsxs2(Icon, { ...props, children: [
    /* @__PURE__ */ jsx2("circle", { cx: "12", cy: "12", r: "9.5", fill: "none", stroke: "currentColor", "stroke-width": "2.5" }),
    /* @__PURE__ */ jsx2("path", { d: "M12 6.5V12l4 3", fill: "none", stroke: "currentColor", "stroke-width": "2.5", "stroke-linecap": "round" })
  ] });
}
function AlertIcon(props) {
  return /* @__PURE__ */ jsxs2(Icon, { ...props, children: [
    /* @__PURE__ */ jsx2("circle", { cx: "12", cy: "12", r: "11", fill: "currentColor" }),
    /* @__PURE__ */ jsx2("path", { class: "hole-line", d: "M12 5.5v8", "stroke-width": "3", "stroke-linecap": "round" }),
    /* @__PURE__ */ jsx2("circle", { class: "hole", cx: "12", cy: "17.8", r: "1.7" })
  ] });
}
function ArrowIcon(props) {
  return /* @__PURE__ */ jsx2(Icon, { ...props, children: /* @__PURE__ */ jsx2("path", { d: "M3 12h17M13.5 5.5 20 12l-6.5 6.5", fill: "none", stroke: "currentColor", "stroke-width": "2.75" }) });
}
function Icon({ class: name = "", children }) {
  return /* @__PURE__ */ jsx2("svg", { class: `icon ${name}`.trim(), viewBox: "0 0 24 24", width: "24", height: "24", "aria-hidden": "true", focusable: "false", children });
}

// src/ui/layout.tsx
init_locales();
import { raw } from "hono/html";

// src/ui/assets.ts
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
var urls = /* @__PURE__ */ new Map();
function asset(file) {
  let url3 = urls.get(file);
  if (url3 === void 0) {
    url3 = versioned(file);
    urls.set(file, url3);
  }
  return url3;
}
function versioned(file) {
  try {
    const content = readFileSync(path.join("public", file));
    return `${file}?v=${createHash("sha256").update(content).digest("hex").slice(0, 10)}`;
  } catch {
    return file;
  }
}

// src/ui/layout.tsx
init_colour();
import { Fragment, jsx as jsx3, jsxs as jsxs3 } from "hono/jsx/jsx-runtime";
function PublicPage(props) {
  const { locale, composition = "column", children } = props;
  const t = messages(locale).pages;
  return /* @__PURE__ */ jsxs3(Fragment, { children: [
    raw("<!doctype html>"),
    /* @__PURE__ */ jsxs3("html", { lang: `${locale}-CA`, class: props.colour === void 0 ? void 0 : colourClass(props.colour), children: [
      /* @__PURE__ */ jsx3(Head, { ...props }),
      /* @__PURE__ */ jsxs3(
        "body",
        {
          class: `page-${composition}`,
          "data-busy": t.live.busy,
          "data-offline": t.live.offline,
          "data-unavailable": t.live.unavailable,
          "data-give-up": t.live.giveUp,
          "data-copied": t.live.copied,
          children: [
            /* @__PURE__ */ jsx3("a", { class: "skip", href: "#content", children: t.skip }),
            /* @__PURE__ */ jsx3(Masthead, { ...props }),
            /* @__PURE__ */ jsx3("main", { id: "content", tabindex: -1, children }),
            /* @__PURE__ */ jsxs3("footer", { class: "footer", children: [
              /* @__PURE__ */ jsx3("p", { children: t.footer.privacy }),
              /* @__PURE__ */ jsxs3("p", { class: "footer-mark", children: [
                /* @__PURE__ */ jsx3(TerrainMark, {}),
                t.footer.mark
              ] })
            ] })
          ]
        }
      )
    ] })
  ] });
}
function Head(props) {
  const { locale, title, description, colour: colour2, cardColours = [], baseUrl, card, robots } = props;
  const colours = [...new Set([...cardColours, ...colour2 === void 0 ? [] : [colour2]].map(colourPath))];
  return /* @__PURE__ */ jsxs3("head", { children: [
    /* @__PURE__ */ jsx3("meta", { charset: "utf-8" }),
    /* @__PURE__ */ jsx3("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    /* @__PURE__ */ jsx3("title", { children: title }),
    /* @__PURE__ */ jsx3("link", { rel: "stylesheet", href: asset("/css/tokens.css") }),
    colours.map((href) => /* @__PURE__ */ jsx3("link", { rel: "stylesheet", href }, href)),
    /* @__PURE__ */ jsx3("link", { rel: "stylesheet", href: asset("/css/terrain.css") }),
    /* @__PURE__ */ jsx3("script", { defer: true, src: asset("/js/terrain.js") }),
    /* @__PURE__ */ jsx3("link", { rel: "icon", type: "image/svg+xml", href: asset("/favicon.svg") }),
    colour2 !== void 0 && /* @__PURE__ */ jsx3("meta", { name: "theme-color", content: colour2 }),
    description !== void 0 && /* @__PURE__ */ jsx3("meta", { name: "description", content: description }),
    robots !== void 0 && /* @__PURE__ */ jsx3("meta", { name: "robots", content: robots }),
    /* @__PURE__ */ jsx3("meta", { property: "og:type", content: "website" }),
    /* @__PURE__ */ jsx3("meta", { property: "og:title", content: title }),
    description !== void 0 && /* @__PURE__ */ jsx3("meta", { property: "og:description", content: description }),
    /* @__PURE__ */ jsx3("meta", { property: "og:locale", content: `${locale}_CA` }),
    robots === void 0 && /* @__PURE__ */ jsx3("meta", { property: "og:url", content: baseUrl + alternate(props, locale) }),
    card !== void 0 && /* @__PURE__ */ jsxs3(Fragment, { children: [
      /* @__PURE__ */ jsx3("meta", { property: "og:image", content: baseUrl + card }),
      /* @__PURE__ */ jsx3("meta", { property: "og:image:width", content: "1200" }),
      /* @__PURE__ */ jsx3("meta", { property: "og:image:height", content: "630" }),
      /* @__PURE__ */ jsx3("meta", { name: "twitter:card", content: "summary_large_image" })
    ] }),
    robots === void 0 && /* @__PURE__ */ jsx3("link", { rel: "canonical", href: baseUrl + alternate(props, locale) }),
    robots === void 0 && props.locales.map((other) => /* @__PURE__ */ jsx3("link", { rel: "alternate", hreflang: `${other}-CA`, href: baseUrl + alternate(props, other) }, other))
  ] });
}
function Masthead(props) {
  const { locale, brand } = props;
  const t = messages(locale).pages;
  const languages = others(props);
  return /* @__PURE__ */ jsxs3("header", { class: "masthead", children: [
    /* @__PURE__ */ jsxs3("a", { class: "brand", href: brand?.href ?? `/?lang=${locale}`, children: [
      brand === void 0 && /* @__PURE__ */ jsx3(TerrainMark, {}),
      /* @__PURE__ */ jsx3("span", { children: brand?.name ?? "Terrain" })
    ] }),
    languages.length > 0 && /* @__PURE__ */ jsx3("nav", { class: "languages", "aria-label": t.languages, children: languages.map((other) => /* @__PURE__ */ jsx3("a", { href: alternate(props, other), hreflang: `${other}-CA`, lang: `${other}-CA`, rel: "alternate", children: messages(other).pages.language }, other)) })
  ] });
}
function others({ locale, locales: locales2, alternates = "prefix" }) {
  return alternates === "none" ? [] : locales2.filter((other) => other !== locale);
}
function alternate({ path: path5, alternates = "prefix" }, locale) {
  if (alternates === "prefix") return `/${locale}${path5 === "/" ? "" : path5}`;
  return alternates === "query" ? `${path5}?lang=${locale}` : path5;
}

// src/ui/sender.tsx
init_locales();
import { Fragment as Fragment2, jsx as jsx4, jsxs as jsxs4 } from "hono/jsx/jsx-runtime";
function Sender({ sender, legal, locale }) {
  const t = messages(locale).pages.landing;
  return /* @__PURE__ */ jsxs4("section", { class: "sender", "aria-labelledby": "sender-title", children: [
    /* @__PURE__ */ jsx4("h2", { id: "sender-title", children: t.behind }),
    /* @__PURE__ */ jsxs4("p", { children: [
      /* @__PURE__ */ jsx4("strong", { children: sender.name }),
      /* @__PURE__ */ jsx4("br", {}),
      sender.address
    ] }),
    /* @__PURE__ */ jsxs4("p", { children: [
      t.reach,
      " ",
      /* @__PURE__ */ jsx4("a", { href: `mailto:${sender.email}`, children: sender.email }),
      sender.website !== void 0 && /* @__PURE__ */ jsxs4(Fragment2, { children: [
        " \xB7 ",
        /* @__PURE__ */ jsx4("a", { href: sender.website, rel: "noopener", children: sender.website.replace(/^https?:\/\/|\/$/g, "") })
      ] })
    ] }),
    legal !== void 0 && /* @__PURE__ */ jsx4("p", { class: "legal", children: legal })
  ] });
}

// src/campaigns/pages.tsx
import { jsx as jsx5, jsxs as jsxs5 } from "hono/jsx/jsx-runtime";
function CampaignsPage({ locale, baseUrl, campaigns: campaigns2 }) {
  const t = messages(locale).pages.campaigns;
  const empty = campaigns2.length === 0;
  return /* @__PURE__ */ jsxs5(
    PublicPage,
    {
      locale,
      locales: [...locales],
      baseUrl,
      path: "/",
      alternates: "query",
      title: `${t.title} \u2013 Terrain`,
      description: t.lead,
      cardColours: campaigns2.map((campaign) => campaign.settings.colour),
      composition: "wall",
      children: [
        /* @__PURE__ */ jsx5(Band, { title: empty ? t.emptyTitle : t.title, lead: empty ? t.empty : t.lead, ridge: true }),
        empty ? /* @__PURE__ */ jsxs5("div", { class: "column", children: [
          /* @__PURE__ */ jsx5("p", { children: t.emptyOrganizer }),
          /* @__PURE__ */ jsx5("p", { children: /* @__PURE__ */ jsx5("a", { class: "button button-quiet", href: "/admin", children: t.emptyAction }) })
        ] }) : /* @__PURE__ */ jsx5(Wall, { locale, campaigns: campaigns2, level: 2 })
      ]
    }
  );
}
function ClosedPage({ campaign, baseUrl, others: others2 }) {
  const { locale, settings: settings2, text: text12, slug: slug2 } = campaign;
  const t = messages(locale).pages;
  return /* @__PURE__ */ jsxs5(
    PublicPage,
    {
      locale,
      locales: campaign.locales,
      baseUrl,
      path: `/${slug2}`,
      title: `${t.closed.title} \u2013 ${text12.title}`,
      colour: settings2.colour,
      cardColours: others2.map((other) => other.settings.colour),
      robots: "noindex",
      composition: "wall",
      brand: { name: text12.title, href: `/${locale}/${slug2}` },
      children: [
        /* @__PURE__ */ jsx5(Band, { title: t.closed.title, lead: t.closed.text(text12.title) }),
        /* @__PURE__ */ jsx5(OtherCampaigns, { locale, campaigns: others2 }),
        /* @__PURE__ */ jsx5("div", { class: "column", children: /* @__PURE__ */ jsx5(Sender, { sender: settings2.sender, legal: text12.legal, locale }) })
      ]
    }
  );
}
function NotFoundPage({ locale, baseUrl, campaigns: campaigns2 }) {
  const t = messages(locale).pages;
  const { title, sentences } = t.problems["not-found"];
  return /* @__PURE__ */ jsxs5(
    PublicPage,
    {
      locale,
      locales: [locale],
      baseUrl,
      path: "/",
      alternates: "none",
      title,
      cardColours: campaigns2.map((campaign) => campaign.settings.colour),
      robots: "noindex",
      composition: "wall",
      children: [
        /* @__PURE__ */ jsx5(Band, { title, lead: sentences.join(" "), ridge: true }),
        /* @__PURE__ */ jsx5(OtherCampaigns, { locale, campaigns: campaigns2 })
      ]
    }
  );
}
function OtherCampaigns({ locale, campaigns: campaigns2 }) {
  const t = messages(locale).pages;
  if (campaigns2.length === 0) {
    return /* @__PURE__ */ jsx5("div", { class: "column", children: /* @__PURE__ */ jsx5("p", { children: /* @__PURE__ */ jsx5("a", { class: "button", href: `/?lang=${locale}`, children: t.problems.home }) }) });
  }
  return /* @__PURE__ */ jsxs5("section", { "aria-labelledby": "others-title", children: [
    /* @__PURE__ */ jsx5("h2", { class: "wall-title", id: "others-title", children: t.campaigns.others }),
    /* @__PURE__ */ jsx5(Wall, { locale, campaigns: campaigns2, level: 3 })
  ] });
}
function Wall({ locale, campaigns: campaigns2, level }) {
  const t = messages(locale).pages.campaigns;
  const Heading2 = level === 2 ? "h2" : "h3";
  return /* @__PURE__ */ jsx5("ul", { class: "wall", children: campaigns2.map(({ slug: slug2, locale: spoken2, settings: settings2, text: text12 }) => /* @__PURE__ */ jsxs5("li", { class: `card ${colourClass(settings2.colour)}`, lang: `${spoken2}-CA`, children: [
    /* @__PURE__ */ jsxs5("div", { class: "card-words", children: [
      /* @__PURE__ */ jsx5("p", { class: "card-name", children: text12.title }),
      /* @__PURE__ */ jsx5(Heading2, { class: "card-headline", children: /* @__PURE__ */ jsx5("a", { href: `/${spoken2}/${slug2}`, children: text12.headline }) }),
      /* @__PURE__ */ jsxs5("p", { class: "card-open", "aria-hidden": "true", children: [
        t.open,
        /* @__PURE__ */ jsx5(ArrowIcon, {})
      ] })
    ] }),
    /* @__PURE__ */ jsx5("img", { class: "card-picture", src: `/pictures/${settings2.picture}`, alt: text12.pictureAlt, loading: "lazy" })
  ] }, slug2)) });
}

// src/campaigns/routes.tsx
init_errors();
import { Hono } from "hono";

// src/http/security-headers.ts
var securityHeaders = {
  "content-security-policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
  "cross-origin-opener-policy": "same-origin"
};

// src/http/respond.ts
function personalPage(c, page, status = 200, headers = {}) {
  return c.html(page.toString(), status, { ...securityHeaders, "cache-control": "no-store", ...headers });
}
function seeOther(c, location) {
  return c.body(null, 303, { location, "cache-control": "no-store" });
}

// src/http/visitor-locale.ts
init_locales();
import { accepts } from "hono/accepts";
function visitorLocale(c, fallback) {
  const asked = c.req.query("lang");
  if (isLocale(asked)) return asked;
  const accepted = accepts(c, {
    header: "Accept-Language",
    supports: [...locales],
    default: fallback,
    match: (offered, { supports, default: otherwise }) => {
      const byPreference = [...offered].sort((a, b) => b.q - a.q).map(({ type }) => type.slice(0, 2).toLowerCase());
      return byPreference.find((language) => supports.includes(language)) ?? otherwise;
    }
  });
  return isLocale(accepted) ? accepted : fallback;
}
function pageLocale(c, fallback) {
  const prefix = c.req.path.split("/")[1];
  return isLocale(prefix) ? prefix : visitorLocale(c, fallback);
}

// src/campaigns/routes.tsx
init_colour();

// src/campaigns/queries.ts
import { desc, eq, inArray } from "drizzle-orm";

// src/campaigns/table.ts
import { date, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
var campaigns = pgTable("campaigns", {
  id: uuid().primaryKey(),
  slug: text().notNull().unique(),
  /** `draft` is seen by nobody, `closed` shows a page that says so. */
  status: text({ enum: ["draft", "live", "closed"] }).notNull(),
  /** Everything about the campaign that is not text: colour, goal, fields, pledge, sender … */
  settings: jsonb().$type().notNull(),
  /** The words, by locale; a locale that is absent is not offered to the public. */
  texts: jsonb().$type().notNull(),
  /** Goes up by one with each change; caches are keyed by it. */
  version: integer().notNull().default(1),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow()
});
var refusedPosts = pgTable(
  "refused_posts",
  {
    campaignId: uuid().notNull().references(() => campaigns.id, { onDelete: "cascade" }),
    /** Calendar day in UTC. */
    day: date().notNull(),
    reason: text().notNull(),
    count: integer().notNull()
  },
  (table) => [primaryKey({ columns: [table.campaignId, table.day, table.reason] })]
);

// src/campaigns/queries.ts
async function findCampaign(db, slug2) {
  const [campaign] = await db.select().from(campaigns).where(eq(campaigns.slug, slug2)).limit(1);
  return campaign;
}
async function campaignsById(db, ids) {
  const rows = await db.select().from(campaigns).where(inArray(campaigns.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}
async function liveCampaigns(db) {
  return await db.select().from(campaigns).where(eq(campaigns.status, "live")).orderBy(desc(campaigns.createdAt), desc(campaigns.id));
}

// src/campaigns/view.ts
function campaignView(campaign, locale) {
  const { slug: slug2, settings: settings2, texts: texts2, status } = campaign;
  const text12 = texts2[locale];
  if (!text12 || status === "draft") return void 0;
  const locales2 = ["fr", "en"].filter((one) => texts2[one] !== void 0);
  return { slug: slug2, locale, locales: locales2, settings: settings2, text: text12, status };
}

// src/campaigns/routes.tsx
import { jsx as jsx6 } from "hono/jsx/jsx-runtime";
function campaignRoutes(deps2) {
  const app = new Hono();
  const { config: config2, db } = deps2;
  app.get("/", async (c) => {
    const locale = visitorLocale(c, config2.defaultLocale);
    return personalPage(
      c,
      /* @__PURE__ */ jsx6(CampaignsPage, { locale, baseUrl: config2.baseUrl, campaigns: await liveViews(db, locale) })
    );
  });
  app.get(
    "/css/colour/:file{[0-9a-f]{6}\\.css}",
    (c) => c.body(colourStylesheet(c.req.param("file").slice(0, 6)), 200, {
      ...securityHeaders,
      "content-type": "text/css; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable"
    })
  );
  app.get("/:slug{[a-z0-9-]+}", async (c) => {
    const campaign = await deps2.campaigns.find(c.req.param("slug"));
    if (!campaign || campaign.status === "draft") throw new AppError("not-found");
    const wanted = visitorLocale(c, campaign.settings.defaultLocale);
    const locale = campaign.texts[wanted] ? wanted : campaign.settings.defaultLocale;
    c.header("vary", "accept-language");
    return c.redirect(`/${locale}/${campaign.slug}${attribution(c)}`, 302);
  });
  return app;
}
async function notFoundPage(c, deps2, locale) {
  const campaigns2 = await liveViews(deps2.db, locale).catch(() => []);
  return await personalPage(
    c,
    /* @__PURE__ */ jsx6(NotFoundPage, { locale, baseUrl: deps2.config.baseUrl, campaigns: campaigns2 }),
    404
  );
}
async function liveViews(db, locale) {
  return (await liveCampaigns(db)).flatMap((campaign) => campaignView(campaign, locale) ?? []);
}
function attribution(c) {
  const query = new URL(c.req.url).searchParams;
  query.delete("lang");
  return query.size > 0 ? `?${query}` : "";
}

// src/db/connection-error.ts
var lostConnection = /* @__PURE__ */ new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH"
]);
function isConnectionError(error) {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? String(cause.code) : "";
    if (lostConnection.has(code) || /^(08...|57P..|53300)$/.test(code)) return true;
  }
  return false;
}

// src/dossiers/admin.tsx
import { Hono as Hono2 } from "hono";
import { validate as isUuid } from "uuid";

// src/http/require-organizer.ts
init_errors();
init_locales();
import { every } from "hono/combine";
import { getCookie, setCookie } from "hono/cookie";
import { csrf } from "hono/csrf";
function requireOrganizer(site, find) {
  const signedIn = async (c, next) => {
    const session = await find(c.req.raw.headers);
    if (!session) return seeOther(c, signInPath(c));
    for (const cookie of session.setCookies) c.header("set-cookie", cookie, { append: true });
    c.set("organizer", session.organizer);
    return await next();
  };
  return every(chooseLocale(site), refuseForeignForms(site), signedIn);
}
function signInPath(c) {
  const { pathname, search } = new URL(c.req.url);
  const back = c.req.method === "GET" && pathname !== "/admin" ? pathname + search : void 0;
  return `/admin/sign-in?${new URLSearchParams({ ...back ? { next: back } : {}, ended: "1" })}`;
}
function refuseForeignForms({ baseUrl }) {
  const own = new URL(baseUrl).origin;
  const check2 = csrf({ origin: (origin, c) => origin === own || origin === new URL(c.req.url).origin });
  return async (c, next) => {
    if (c.req.header("origin") === void 0 && c.req.header("sec-fetch-site") === void 0) return await next();
    try {
      await check2(c, async () => {
      });
    } catch (cause) {
      throw new AppError("forbidden", "the form came from another site", { cause });
    }
    return await next();
  };
}
function chooseLocale({ baseUrl, defaultLocale }) {
  return async (c, next) => {
    const asked = c.req.query("lang");
    const kept = getCookie(c, "lang");
    if (isLocale(asked)) {
      const secure = baseUrl.startsWith("https:");
      setCookie(c, "lang", asked, { path: "/admin", maxAge: 365 * 86400, sameSite: "Lax", httpOnly: true, secure });
      c.set("locale", asked);
    } else {
      c.set("locale", isLocale(kept) ? kept : visitorLocale(c, defaultLocale));
    }
    return await next();
  };
}

// src/organizers/read-session.ts
init_open_auth();
async function readSession(deps2, headers) {
  if (!headers.get("cookie")?.includes(sessionCookie)) return void 0;
  const auth = await openAuth(deps2);
  const found = await auth.api.getSession({ headers, returnHeaders: true });
  if (!found.response) return void 0;
  const { id, name, email } = found.response.user;
  return { organizer: { id, name, email }, setCookies: found.headers.getSetCookie() };
}

// src/dossiers/contact-pages.tsx
init_locales();

// src/ui/admin-layout.tsx
init_locales();
import { raw as raw2 } from "hono/html";
import { Fragment as Fragment3, jsx as jsx7, jsxs as jsxs6 } from "hono/jsx/jsx-runtime";
var places = ["home", "contacts", "mailbox", "audit"];
var paths = { home: "/admin", contacts: "/admin/contacts", mailbox: "/admin/mailbox", audit: "/admin/audit" };
function AdminPage({ locale, title, path: path5, organizer, place, children }) {
  const t = messages(locale).admin;
  return /* @__PURE__ */ jsxs6(Fragment3, { children: [
    raw2("<!doctype html>"),
    /* @__PURE__ */ jsxs6("html", { lang: `${locale}-CA`, children: [
      /* @__PURE__ */ jsxs6("head", { children: [
        /* @__PURE__ */ jsx7("meta", { charset: "utf-8" }),
        /* @__PURE__ */ jsx7("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
        /* @__PURE__ */ jsx7("meta", { name: "robots", content: "noindex" }),
        /* @__PURE__ */ jsx7("title", { children: t.title(title) }),
        /* @__PURE__ */ jsx7("link", { rel: "stylesheet", href: asset("/css/tokens.css") }),
        /* @__PURE__ */ jsx7("link", { rel: "stylesheet", href: asset("/css/admin.css") }),
        /* @__PURE__ */ jsx7("link", { rel: "icon", type: "image/svg+xml", href: asset("/favicon.svg") }),
        /* @__PURE__ */ jsx7("script", { defer: true, src: asset("/js/admin.js") })
      ] }),
      /* @__PURE__ */ jsxs6("body", { children: [
        /* @__PURE__ */ jsx7("a", { class: "skip", href: "#content", children: t.skip }),
        /* @__PURE__ */ jsxs6("header", { class: "bar", children: [
          /* @__PURE__ */ jsxs6("a", { class: "brand", href: "/admin", children: [
            /* @__PURE__ */ jsx7(TerrainMark, {}),
            "Terrain"
          ] }),
          organizer && /* @__PURE__ */ jsx7(Navigation, { locale, place }),
          /* @__PURE__ */ jsxs6("div", { class: "bar-end", children: [
            /* @__PURE__ */ jsx7(Languages, { locale, path: path5 }),
            organizer && /* @__PURE__ */ jsx7(SignOut, { locale, organizer })
          ] })
        ] }),
        /* @__PURE__ */ jsx7("main", { id: "content", tabindex: -1, children })
      ] })
    ] })
  ] });
}
function Navigation({ locale, place }) {
  const t = messages(locale).admin.nav;
  return /* @__PURE__ */ jsx7("nav", { class: "nav", "aria-label": t.label, children: places.map((name) => /* @__PURE__ */ jsx7("a", { href: paths[name], "aria-current": name === place ? "page" : void 0, children: t[name] }, name)) });
}
function Languages({ locale, path: path5 }) {
  return locales.filter((other) => other !== locale).map((other) => /* @__PURE__ */ jsx7("a", { class: "quiet", href: inLanguage(path5, other), hreflang: `${other}-CA`, lang: `${other}-CA`, children: messages(other).admin.language }, other));
}
function SignOut({ locale, organizer }) {
  const t = messages(locale).admin;
  return /* @__PURE__ */ jsx7("form", { method: "post", action: "/admin/sign-out", children: /* @__PURE__ */ jsx7("button", { class: "link-button", type: "submit", title: t.signedInAs(organizer.name || organizer.email), children: t.signOut }) });
}
function inLanguage(path5, locale) {
  const [before = "", query] = path5.split("?");
  const parameters = new URLSearchParams(query);
  parameters.set("lang", locale);
  return `${before}?${parameters}`;
}

// src/ui/admin-table.tsx
import { jsx as jsx8, jsxs as jsxs7 } from "hono/jsx/jsx-runtime";
function AdminTable({ caption, columns: columns2, rows, compact = false }) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: browsers drop a table's own roles once CSS lays it out as blocks
    /* @__PURE__ */ jsxs7("table", { role: "table", class: compact ? "table table-compact" : "table", children: [
      /* @__PURE__ */ jsx8("caption", { class: "hidden", children: caption }),
      /* @__PURE__ */ jsx8("thead", { role: "rowgroup", children: /* @__PURE__ */ jsx8("tr", { role: "row", children: columns2.map(({ label, numeric }) => /* @__PURE__ */ jsx8("th", { role: "columnheader", scope: "col", class: numeric ? "numeric" : void 0, children: label }, label)) }) }),
      /* @__PURE__ */ jsx8("tbody", { role: "rowgroup", children: rows.map(({ key, cells: [name, ...rest] }) => /* @__PURE__ */ jsxs7("tr", { role: "row", children: [
        /* @__PURE__ */ jsx8("th", { role: "rowheader", scope: "row", "data-label": columns2[0]?.label, children: name }),
        rest.map((cell, index11) => /* @__PURE__ */ jsx8(
          "td",
          {
            role: "cell",
            "data-label": columns2[index11 + 1]?.label,
            class: columns2[index11 + 1]?.numeric ? "numeric" : void 0,
            children: cell
          },
          columns2[index11 + 1]?.label
        ))
      ] }, key)) })
    ] })
  );
}
function Pager({ older, newest, words }) {
  if (older === void 0 && newest === void 0) return null;
  return /* @__PURE__ */ jsxs7("p", { class: "pager", children: [
    newest !== void 0 && /* @__PURE__ */ jsx8("a", { href: newest, children: words.newest }),
    older !== void 0 && /* @__PURE__ */ jsx8("a", { class: "button button-quiet", rel: "next", href: older, children: words.older })
  ] });
}

// src/ui/admin-time.ts
var tags = { fr: "fr-CA", en: "en-CA" };
var formats = /* @__PURE__ */ new Map();
function formatMoment(locale, at, timeZone) {
  return format(locale, `moment ${timeZone}`, { dateStyle: "medium", timeStyle: "short", timeZone }).format(at);
}
function formatClock(locale, at, timeZone) {
  const options = { hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone };
  return format(locale, `clock ${timeZone}`, options).format(at);
}
function formatDay(locale, day4) {
  const options = { day: "numeric", month: "long", timeZone: "UTC" };
  return format(locale, "day", options).format(/* @__PURE__ */ new Date(`${day4}T00:00:00Z`));
}
function format(locale, name, options) {
  const key = `${locale} ${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(tags[locale], options);
  formats.set(key, known);
  return known;
}

// src/dossiers/dossier-sections.tsx
init_locales();

// src/ui/admin-pledge.ts
init_locales();

// src/ui/format.ts
var tags2 = { fr: "fr-CA", en: "en-CA" };
var formats2 = /* @__PURE__ */ new Map();
function formatNumber(locale, value) {
  return numberFormat(locale, void 0).format(value);
}
function formatMoney(locale, minor, currency) {
  const format2 = numberFormat(locale, currency);
  return format2.format(minor / 10 ** decimals(format2));
}
function plainAmount(minor, currency) {
  const digits = decimals(numberFormat("en", currency));
  const whole = minor % 10 ** digits === 0;
  return (minor / 10 ** digits).toFixed(whole ? 0 : digits);
}
function decimals(format2) {
  return format2.resolvedOptions().maximumFractionDigits ?? 2;
}
function numberFormat(locale, currency) {
  const key = `${locale} ${currency ?? ""}`;
  let format2 = formats2.get(key);
  if (!format2) {
    const money = {
      style: "currency",
      currencyDisplay: "narrowSymbol",
      trailingZeroDisplay: "stripIfInteger"
    };
    format2 = new Intl.NumberFormat(tags2[locale], currency === void 0 ? {} : { ...money, currency });
    formats2.set(key, format2);
  }
  return format2;
}

// src/ui/admin-pledge.ts
function pledgeText(locale, { kind, currency, frequency, action, amount }) {
  const t = messages(locale).admin.home;
  if (kind === "money") {
    const money = formatMoney(locale, amount, currency ?? "CAD");
    return frequency === "monthly" ? t.monthly(money) : money;
  }
  const count = formatNumber(locale, amount);
  if (kind === "hours") return t.hours(count);
  return action === "doors" || action === "calls" ? t.actions[action](count) : t.otherActions(count);
}

// src/dossiers/pages.tsx
init_locales();
import { jsx as jsx9, jsxs as jsxs8 } from "hono/jsx/jsx-runtime";
function ContactsPage(props) {
  const { locale, organizer, query, before, contacts: contacts2, older } = props;
  const t = messages(locale).admin;
  const looking = query.q !== "" || query.campaign !== "";
  return /* @__PURE__ */ jsxs8(
    AdminPage,
    {
      locale,
      path: pathOf(query, before),
      organizer,
      place: "contacts",
      title: t.contacts.title,
      children: [
        /* @__PURE__ */ jsx9("h1", { children: t.contacts.title }),
        /* @__PURE__ */ jsx9(Search, { ...props, looking }),
        contacts2.length > 0 ? /* @__PURE__ */ jsx9(ContactsTable, { ...props }) : /* @__PURE__ */ jsx9("p", { class: "empty", children: looking || before !== void 0 ? t.contacts.notFound : t.contacts.empty }),
        /* @__PURE__ */ jsx9(
          Pager,
          {
            older: older && pathOf(query, older),
            newest: before === void 0 ? void 0 : pathOf(query),
            words: { older: t.older, newest: t.newest }
          }
        ),
        /* @__PURE__ */ jsx9(Exports, { ...props })
      ]
    }
  );
}
function Search({ locale, query, campaigns: campaigns2, looking }) {
  const t = messages(locale).admin.contacts;
  return /* @__PURE__ */ jsx9("search", { children: /* @__PURE__ */ jsxs8("form", { class: "search", method: "get", action: "/admin/contacts", children: [
    /* @__PURE__ */ jsxs8("div", { children: [
      /* @__PURE__ */ jsx9("label", { for: "q", children: t.search }),
      /* @__PURE__ */ jsx9("input", { id: "q", name: "q", type: "search", value: query.q, "aria-describedby": "q-hint", "data-shortcut": "/" })
    ] }),
    /* @__PURE__ */ jsxs8("div", { children: [
      /* @__PURE__ */ jsx9("label", { for: "campaign", children: t.campaign }),
      /* @__PURE__ */ jsxs8("select", { id: "campaign", name: "campaign", children: [
        /* @__PURE__ */ jsx9("option", { value: "", children: t.allCampaigns }),
        campaigns2.map(({ slug: slug2, texts: texts2 }) => /* @__PURE__ */ jsx9("option", { value: slug2, selected: slug2 === query.campaign, children: titleOf(texts2, locale) ?? slug2 }, slug2))
      ] })
    ] }),
    /* @__PURE__ */ jsx9("button", { class: "button", type: "submit", children: t.find }),
    looking && /* @__PURE__ */ jsx9("a", { href: "/admin/contacts", children: t.clear }),
    /* @__PURE__ */ jsx9("p", { class: "note search-hint", id: "q-hint", children: t.searchHint })
  ] }) });
}
function ContactsTable({ locale, timezone: timezone2, contacts: contacts2 }) {
  const t = messages(locale).admin.contacts;
  const columns2 = [t.name, t.email, t.postalCode, t.phone, t.confirmed, t.consent, t.since].map((label) => ({ label }));
  const rows = contacts2.map(({ contact: contact2, confirmed, consent }) => ({
    key: contact2.id,
    cells: [
      /* @__PURE__ */ jsx9("a", { href: `/admin/contacts/${contact2.id}`, children: nameOf(contact2) || t.noName }, "name"),
      contact2.email,
      contact2.postalCode,
      contact2.phone,
      confirmed ? t.yes : t.no,
      /* @__PURE__ */ jsx9("span", { class: `badge badge-${consent}`, children: t.consents[consent] }, "consent"),
      formatMoment(locale, contact2.createdAt, timezone2)
    ]
  }));
  return /* @__PURE__ */ jsx9(AdminTable, { caption: t.title, columns: columns2, rows });
}
function Exports({ locale, query, campaigns: campaigns2 }) {
  const t = messages(locale).admin.contacts;
  const texts2 = campaigns2.find(({ slug: slug2 }) => slug2 === query.campaign)?.texts;
  const path5 = `/admin/contacts.csv${query.campaign ? `?campaign=${query.campaign}` : ""}`;
  const label = texts2 ? t.exportCampaign(titleOf(texts2, locale) ?? query.campaign) : t.exportAll;
  return /* @__PURE__ */ jsxs8("p", { class: "exports", children: [
    /* @__PURE__ */ jsx9("a", { class: "button button-quiet", href: path5, download: true, children: label }),
    /* @__PURE__ */ jsx9("a", { href: `${path5}${query.campaign ? "&" : "?"}bom=1`, download: true, "aria-label": `${label}, ${t.exportExcel}`, children: t.exportExcel }),
    /* @__PURE__ */ jsx9("span", { class: "note", children: t.exportNote })
  ] });
}
function pathOf({ q, campaign }, before) {
  const given = Object.entries({ q, campaign, before: before ?? "" }).filter(([, value]) => value !== "");
  return given.length === 0 ? "/admin/contacts" : `/admin/contacts?${new URLSearchParams(given)}`;
}
function nameOf({ firstName, lastName }) {
  return `${firstName} ${lastName}`.trim();
}
function titleOf(texts2, locale) {
  return texts2 === null ? void 0 : (texts2[locale] ?? Object.values(texts2)[0])?.title;
}

// src/dossiers/dossier-sections.tsx
import { Fragment as Fragment4, jsx as jsx10, jsxs as jsxs9 } from "hono/jsx/jsx-runtime";
function Signups({ locale, timezone: timezone2, dossier }) {
  const t = messages(locale).admin.contact;
  const labels = new Map(Object.entries(t.answers));
  return /* @__PURE__ */ jsx10(Section, { id: "signups", title: t.signups, empty: dossier.signups.length === 0 && t.signupsEmpty, children: dossier.signups.map(({ signup, campaign }) => /* @__PURE__ */ jsxs9("details", { children: [
    /* @__PURE__ */ jsxs9("summary", { children: [
      titleOf(campaign, locale),
      " ",
      /* @__PURE__ */ jsx10("span", { class: "note", children: formatMoment(locale, signup.createdAt, timezone2) })
    ] }),
    /* @__PURE__ */ jsx10("dl", { class: "facts", children: Object.entries(signup.answers).map(([name, value]) => /* @__PURE__ */ jsxs9("div", { children: [
      /* @__PURE__ */ jsx10("dt", { children: labels.get(name) ?? name }),
      /* @__PURE__ */ jsx10("dd", { class: "any-break", children: Array.isArray(value) ? value.join(", ") : value })
    ] }, name)) })
  ] }, signup.id)) });
}
function Pledges({ locale, timezone: timezone2, dossier }) {
  const t = messages(locale).admin.contact;
  return /* @__PURE__ */ jsx10(Section, { id: "pledges", title: t.pledges, empty: dossier.pledges.length === 0 && t.pledgesEmpty, children: /* @__PURE__ */ jsx10("ul", { class: "plain-list", children: dossier.pledges.map(({ pledge, campaign }) => /* @__PURE__ */ jsxs9("li", { children: [
    /* @__PURE__ */ jsx10("strong", { children: pledgeText(locale, { ...pledge, amount: pledge.amountMinor ?? pledge.count ?? 0 }) }),
    " ",
    titleOf(campaign, locale),
    " ",
    /* @__PURE__ */ jsx10("span", { class: "note", children: pledge.reportedAt ? t.pledgeKept(formatMoment(locale, pledge.reportedAt, timezone2)) : formatMoment(locale, pledge.createdAt, timezone2) })
  ] }, pledge.id)) }) });
}
function Bookings({ locale, dossier }) {
  const t = messages(locale).admin.contact;
  return /* @__PURE__ */ jsx10(Section, { id: "bookings", title: t.bookings, empty: dossier.bookings.length === 0 && t.bookingsEmpty, children: /* @__PURE__ */ jsx10("ul", { class: "plain-list", children: dossier.bookings.map(({ booking, shift }) => {
    const texts2 = shift.texts[locale] ?? Object.values(shift.texts)[0];
    return /* @__PURE__ */ jsxs9("li", { children: [
      /* @__PURE__ */ jsx10("strong", { children: texts2?.title ?? shift.key }),
      " ",
      /* @__PURE__ */ jsx10("span", { class: `badge badge-${booking.state}`, children: t.bookingStates[booking.state] }),
      " ",
      /* @__PURE__ */ jsxs9("span", { class: "note", children: [
        formatMoment(locale, shift.startsAt, shift.timezone),
        texts2 && `, ${texts2.place}`
      ] })
    ] }, booking.id);
  }) }) });
}
function Messages({ locale, timezone: timezone2, dossier }) {
  const t = messages(locale).admin.contact;
  const columns2 = [{ label: t.what }, { label: t.state }, { label: t.when }];
  const rows = dossier.messages.map(({ message }) => ({
    key: message.id,
    cells: [
      message.subject || message.name,
      /* @__PURE__ */ jsxs9(Fragment4, { children: [
        /* @__PURE__ */ jsx10("span", { class: `badge badge-${message.state}`, children: t.messageStates[message.state] }),
        message.reason !== "" && /* @__PURE__ */ jsxs9("span", { class: "note", children: [
          " ",
          message.reason
        ] })
      ] }),
      formatMoment(locale, message.sentAt ?? message.dueAt, timezone2)
    ]
  }));
  return /* @__PURE__ */ jsx10(Section, { id: "messages", title: t.messages, empty: rows.length === 0 && t.messagesEmpty, children: /* @__PURE__ */ jsx10(AdminTable, { caption: t.messages, columns: columns2, rows }) });
}
function Consents({ locale, timezone: timezone2, dossier }) {
  const t = messages(locale).admin.contact;
  const sources = new Map(Object.entries(t.sources));
  return /* @__PURE__ */ jsx10(Section, { id: "consents", title: t.consents, empty: dossier.consents.length === 0 && t.consentsEmpty, children: /* @__PURE__ */ jsx10("ul", { class: "plain-list", children: dossier.consents.map(({ consent }) => /* @__PURE__ */ jsxs9("li", { children: [
    /* @__PURE__ */ jsx10("span", { class: `badge badge-${consent.action}`, children: t.consentActions[consent.action] }),
    " ",
    /* @__PURE__ */ jsxs9("span", { class: "note", children: [
      formatMoment(locale, consent.at, timezone2),
      ", ",
      sources.get(consent.source) ?? consent.source
    ] }),
    /* @__PURE__ */ jsx10("blockquote", { lang: `${consent.locale}-CA`, children: consent.wording })
  ] }, consent.id)) }) });
}
function Section({ id, title, empty, children }) {
  return /* @__PURE__ */ jsxs9("section", { class: "card", "aria-labelledby": id, children: [
    /* @__PURE__ */ jsx10("h2", { id, children: title }),
    empty === false ? children : /* @__PURE__ */ jsx10("p", { class: "note", children: empty })
  ] });
}

// src/dossiers/contact-pages.tsx
import { jsx as jsx11, jsxs as jsxs10 } from "hono/jsx/jsx-runtime";
function ContactPage(props) {
  const { locale, path: path5, organizer, contact: contact2, consent, dossier } = props;
  const t = messages(locale).admin;
  const name = nameOf(contact2) || contact2.email;
  const sections = { locale, timezone: props.timezone, dossier };
  return /* @__PURE__ */ jsxs10(AdminPage, { locale, path: path5, organizer, place: "contacts", title: name, children: [
    /* @__PURE__ */ jsx11("p", { children: /* @__PURE__ */ jsx11("a", { href: "/admin/contacts", children: t.contact.back }) }),
    /* @__PURE__ */ jsxs10("div", { class: "page-head", children: [
      /* @__PURE__ */ jsx11("h1", { children: name }),
      /* @__PURE__ */ jsx11("span", { class: `badge badge-${consent}`, children: t.contacts.consents[consent] })
    ] }),
    dossier.suppressed !== void 0 && /* @__PURE__ */ jsx11("p", { class: "alert", children: t.contact.suppressed(dossier.suppressed) }),
    /* @__PURE__ */ jsx11(Facts, { ...props }),
    /* @__PURE__ */ jsxs10("div", { class: "columns", children: [
      /* @__PURE__ */ jsx11(Timeline, { ...props }),
      /* @__PURE__ */ jsxs10("div", { children: [
        /* @__PURE__ */ jsx11(Signups, { ...sections }),
        /* @__PURE__ */ jsx11(Pledges, { ...sections }),
        /* @__PURE__ */ jsx11(Bookings, { ...sections }),
        /* @__PURE__ */ jsx11(Messages, { ...sections }),
        /* @__PURE__ */ jsx11(Consents, { ...sections })
      ] })
    ] })
  ] });
}
function Facts({ locale, timezone: timezone2, contact: contact2, confirmed }) {
  const t = messages(locale).admin;
  const facts = [
    [
      t.contacts.email,
      /* @__PURE__ */ jsx11("a", { href: `mailto:${contact2.email}`, children: contact2.email }, "email")
    ],
    [
      t.contacts.phone,
      contact2.phone && /* @__PURE__ */ jsx11("a", { href: `tel:${contact2.phone}`, children: contact2.phone }, "phone")
    ],
    [t.contacts.postalCode, contact2.postalCode],
    [t.contact.language, t.contact.languages[contact2.locale]],
    [t.contact.availability, contact2.availability.join(", ")],
    [t.contact.skills, contact2.skills.join(", ")],
    [
      t.contacts.confirmed,
      contact2.confirmedAt && confirmed ? formatMoment(locale, contact2.confirmedAt, timezone2) : t.contacts.no
    ],
    [t.contacts.since, formatMoment(locale, contact2.createdAt, timezone2)]
  ];
  return /* @__PURE__ */ jsx11("dl", { class: "facts facts-wide", children: facts.filter(([, value]) => value !== "").map(([label, value]) => /* @__PURE__ */ jsxs10("div", { children: [
    /* @__PURE__ */ jsx11("dt", { children: label }),
    /* @__PURE__ */ jsx11("dd", { children: value })
  ] }, label)) });
}
function Timeline({ locale, timezone: timezone2, path: path5, dossier, older, first: first2 }) {
  const t = messages(locale).admin;
  const names = new Map(Object.entries(t.contact.activities));
  return /* @__PURE__ */ jsxs10("section", { class: "card", "aria-labelledby": "timeline", children: [
    /* @__PURE__ */ jsx11("h2", { id: "timeline", children: t.contact.timeline }),
    dossier.activities.length === 0 && /* @__PURE__ */ jsx11("p", { class: "note", children: t.contact.timelineEmpty }),
    /* @__PURE__ */ jsx11("ol", { class: "timeline", children: dossier.activities.map(({ activity, campaign }) => /* @__PURE__ */ jsxs10("li", { children: [
      /* @__PURE__ */ jsx11("time", { datetime: activity.at.toISOString(), children: formatMoment(locale, activity.at, timezone2) }),
      /* @__PURE__ */ jsx11("strong", { children: names.get(activity.kind) ?? activity.kind }),
      campaign && /* @__PURE__ */ jsx11("span", { class: "note", children: titleOf(campaign, locale) })
    ] }, activity.id)) }),
    /* @__PURE__ */ jsx11(
      Pager,
      {
        older: older && `${path5}?before=${older}`,
        newest: first2 ? void 0 : path5,
        words: { older: t.older, newest: t.newest }
      }
    )
  ] });
}
function MissingContactPage({ locale, path: path5, organizer }) {
  const t = messages(locale).admin.contact;
  return /* @__PURE__ */ jsxs10(AdminPage, { locale, path: path5, organizer, place: "contacts", title: t.missing, children: [
    /* @__PURE__ */ jsx11("h1", { children: t.missing }),
    /* @__PURE__ */ jsx11("p", { children: /* @__PURE__ */ jsx11("a", { href: "/admin/contacts", children: t.back }) })
  ] });
}

// src/dossiers/dossier-queries.ts
import { and, desc as desc2, eq as eq2, lt } from "drizzle-orm";

// src/activity/table.ts
import { index as index3, jsonb as jsonb3, pgTable as pgTable4, text as text4, timestamp as timestamp4, uuid as uuid4 } from "drizzle-orm/pg-core";

// src/contacts/table.ts
import { index as index2, pgTable as pgTable3, text as text3, timestamp as timestamp3, uuid as uuid3 } from "drizzle-orm/pg-core";
var contacts = pgTable3(
  "contacts",
  {
    id: uuid3().primaryKey(),
    /** Lower-cased: never two contacts for one address, whatever its case. */
    email: text3().notNull().unique(),
    firstName: text3().notNull().default(""),
    lastName: text3().notNull().default(""),
    /** E.164, or empty. */
    phone: text3().notNull().default(""),
    postalCode: text3().notNull().default(""),
    locale: text3({ enum: ["fr", "en"] }).notNull(),
    availability: text3().array().notNull().default([]),
    skills: text3().array().notNull().default([]),
    /** The names without case and accents, for search by prefix. */
    firstFolded: text3().notNull().default(""),
    lastFolded: text3().notNull().default(""),
    /** When the address was last confirmed by its owner. A withdrawal later than this asks for a new confirmation. */
    confirmedAt: timestamp3({ withTimezone: true }),
    createdAt: timestamp3({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp3({ withTimezone: true }).notNull().defaultNow()
  },
  (table) => [
    index2("contacts_first_folded_index").on(table.firstFolded.op("text_pattern_ops")),
    index2("contacts_last_folded_index").on(table.lastFolded.op("text_pattern_ops")),
    index2("contacts_postal_code_index").on(table.postalCode.op("text_pattern_ops")),
    index2("contacts_email_prefix_index").on(table.email.op("text_pattern_ops"))
  ]
);

// src/activity/table.ts
var activities = pgTable4(
  "activities",
  {
    id: uuid4().primaryKey(),
    contactId: uuid4().notNull().references(() => contacts.id),
    campaignId: uuid4().references(() => campaigns.id),
    /** `noun.past-tense`, one of `activity/reactions.ts`. */
    kind: text4().notNull(),
    data: jsonb3().$type().notNull().default({}),
    at: timestamp4({ withTimezone: true }).notNull()
  },
  (table) => [index3("activities_contact_index").on(table.contactId, table.id.desc())]
);

// src/consents/table.ts
import { index as index4, pgTable as pgTable5, text as text5, timestamp as timestamp5, uuid as uuid5 } from "drizzle-orm/pg-core";
var consents = pgTable5(
  "consents",
  {
    id: uuid5().primaryKey(),
    contactId: uuid5().notNull().references(() => contacts.id),
    campaignId: uuid5().references(() => campaigns.id),
    purpose: text5({ enum: ["follow-up"] }).notNull(),
    channel: text5({ enum: ["email"] }).notNull(),
    action: text5({ enum: ["granted", "withdrawn"] }).notNull(),
    /** The sentence beside the box, exactly as it was shown; for a withdrawal, the button's. */
    wording: text5().notNull(),
    locale: text5({ enum: ["fr", "en"] }).notNull(),
    /** Where the act took place: `form`, `unsubscribe-page`, `one-click`. */
    source: text5().notNull(),
    /** Keyed hash of the client's address: proof without keeping the address. */
    clientHash: text5().notNull().default(""),
    at: timestamp5({ withTimezone: true }).notNull()
  },
  (table) => [index4("consents_contact_index").on(table.contactId, table.id.desc())]
);
var suppressions = pgTable5("suppressions", {
  /** Lower-cased. */
  email: text5().primaryKey(),
  reason: text5().notNull(),
  at: timestamp5({ withTimezone: true }).notNull()
});

// src/followups/table.ts
import { sql } from "drizzle-orm";
import { index as index5, jsonb as jsonb4, pgTable as pgTable6, text as text6, timestamp as timestamp6, unique, uuid as uuid6 } from "drizzle-orm/pg-core";
var sequences = pgTable6("sequences", {
  campaignId: uuid6().primaryKey().references(() => campaigns.id, { onDelete: "cascade" }),
  steps: jsonb4().$type().notNull()
});
var messages2 = pgTable6(
  "messages",
  {
    /** Also the key that the transport de-duplicates by. */
    id: uuid6().primaryKey(),
    contactId: uuid6().notNull().references(() => contacts.id),
    campaignId: uuid6().notNull().references(() => campaigns.id),
    /** A step's key, or the name of a mail that an act calls for (`booking`, `shift-reminder` …). */
    name: text6().notNull(),
    /** What the mail is about: a signup's, pledge's or booking's id. One mail of a name for each. */
    subjectId: uuid6().notNull(),
    /** Tells apart mails of one name about one subject that may rightly go twice (a seat booked again). */
    round: text6().notNull().default(""),
    locale: text6({ enum: ["fr", "en"] }).notNull(),
    /** Of a confirmation: where the form came from, so that one client cannot have many strangers written to. */
    clientHash: text6().notNull().default(""),
    /** `sending` is only seen when a process died between handing over and noting it; it is handed over again under the same key. */
    state: text6({ enum: ["planned", "sending", "sent", "skipped", "failed"] }).notNull(),
    dueAt: timestamp6({ withTimezone: true }).notNull(),
    /** Why it was skipped or failed; for organizers. */
    reason: text6().notNull().default(""),
    subject: text6().notNull().default(""),
    providerId: text6().notNull().default(""),
    sentAt: timestamp6({ withTimezone: true }),
    createdAt: timestamp6({ withTimezone: true }).notNull()
  },
  (table) => [
    unique("messages_name_subject").on(table.subjectId, table.name, table.round),
    index5("messages_contact_index").on(table.contactId, table.id.desc()),
    index5("messages_confirm_client_index").on(table.clientHash, table.createdAt).where(sql`name = 'confirm'`),
    index5("messages_planned_index").on(table.dueAt).where(sql`state in ('planned', 'sending')`)
  ]
);

// src/pledges/table.ts
import { bigint, index as index7, integer as integer3, pgTable as pgTable8, text as text8, timestamp as timestamp8, uuid as uuid8 } from "drizzle-orm/pg-core";

// src/signups/table.ts
import { boolean as boolean2, index as index6, jsonb as jsonb5, pgTable as pgTable7, text as text7, timestamp as timestamp7, uuid as uuid7 } from "drizzle-orm/pg-core";
var signups = pgTable7(
  "signups",
  {
    /** Made from the submission itself (`submission-id.ts`): the same form sent twice has the same id. */
    id: uuid7().primaryKey(),
    campaignId: uuid7().notNull().references(() => campaigns.id),
    contactId: uuid7().notNull().references(() => contacts.id),
    locale: text7({ enum: ["fr", "en"] }).notNull(),
    /** What was typed, after the documented normalizing, by field name. */
    answers: jsonb5().$type().notNull(),
    /** Whether the box for follow-up mail was ticked. */
    consented: boolean2().notNull(),
    clientHash: text7().notNull().default(""),
    createdAt: timestamp7({ withTimezone: true }).notNull()
  },
  (table) => [
    index6("signups_campaign_index").on(table.campaignId, table.createdAt),
    index6("signups_contact_index").on(table.contactId)
  ]
);

// src/pledges/table.ts
var pledges = pgTable8(
  "pledges",
  {
    id: uuid8().primaryKey(),
    signupId: uuid8().notNull().references(() => signups.id),
    contactId: uuid8().notNull().references(() => contacts.id),
    campaignId: uuid8().notNull().references(() => campaigns.id),
    kind: text8({ enum: ["money", "hours", "action"] }).notNull(),
    /** Money alone: integer minor units of `currency` (ISO 4217). */
    amountMinor: bigint({ mode: "number" }),
    currency: text8(),
    frequency: text8({ enum: ["once", "monthly"] }),
    /** Hours, or how many times the action (`doors`, `calls` …) is promised. */
    count: integer3(),
    action: text8(),
    /** When the contact said that it was done. */
    reportedAt: timestamp8({ withTimezone: true }),
    createdAt: timestamp8({ withTimezone: true }).notNull()
  },
  (table) => [
    index7("pledges_contact_index").on(table.contactId),
    index7("pledges_signup_index").on(table.signupId),
    index7("pledges_campaign_index").on(table.campaignId, table.createdAt)
  ]
);

// src/shifts/table.ts
import { sql as sql2 } from "drizzle-orm";
import { check, index as index8, integer as integer4, jsonb as jsonb6, pgTable as pgTable9, text as text9, timestamp as timestamp9, unique as unique2, uuid as uuid9 } from "drizzle-orm/pg-core";
var shifts = pgTable9(
  "shifts",
  {
    id: uuid9().primaryKey(),
    campaignId: uuid9().notNull().references(() => campaigns.id),
    /** Name of the shift in its campaign's file; importing the file again updates the shift. */
    key: text9().notNull(),
    kind: text9({ enum: ["canvass", "phone-bank", "event"] }).notNull(),
    texts: jsonb6().$type().notNull(),
    startsAt: timestamp9({ withTimezone: true }).notNull(),
    endsAt: timestamp9({ withTimezone: true }).notNull(),
    /** IANA zone of the place; every time of the shift is shown in it. */
    timezone: text9().notNull(),
    seats: integer4().notNull(),
    /** Seats taken; goes up and down in the statement that books or cancels, never beyond `seats`. */
    booked: integer4().notNull().default(0)
  },
  (table) => [
    unique2("shifts_campaign_key").on(table.campaignId, table.key),
    index8("shifts_campaign_starts_index").on(table.campaignId, table.startsAt),
    check("shifts_seats_check", sql2`${table.booked} between 0 and ${table.seats}`)
  ]
);
var bookings = pgTable9(
  "bookings",
  {
    id: uuid9().primaryKey(),
    shiftId: uuid9().notNull().references(() => shifts.id),
    contactId: uuid9().notNull().references(() => contacts.id),
    campaignId: uuid9().notNull().references(() => campaigns.id),
    locale: text9({ enum: ["fr", "en"] }).notNull(),
    state: text9({ enum: ["booked", "cancelled", "attended", "missed"] }).notNull(),
    /** SEQUENCE of the calendar entry (RFC 5545 3.8.7.4): up by one with each change. */
    sequence: integer4().notNull().default(0),
    createdAt: timestamp9({ withTimezone: true }).notNull(),
    changedAt: timestamp9({ withTimezone: true }).notNull()
  },
  (table) => [
    unique2("bookings_shift_contact").on(table.shiftId, table.contactId),
    index8("bookings_contact_index").on(table.contactId),
    index8("bookings_campaign_index").on(table.campaignId, table.createdAt)
  ]
);

// src/dossiers/dossier-queries.ts
var most = 200;
async function findDossier(db, { id, email }, page) {
  const campaign = campaigns.texts;
  const inOrder = page.before === void 0 ? void 0 : lt(activities.id, page.before);
  const [lines, ledger, mails, forms, promises, seats, [suppression]] = await Promise.all([
    db.select({ activity: activities, campaign }).from(activities).leftJoin(campaigns, eq2(campaigns.id, activities.campaignId)).where(and(eq2(activities.contactId, id), inOrder)).orderBy(desc2(activities.id)).limit(page.limit),
    db.select({ consent: consents, campaign }).from(consents).leftJoin(campaigns, eq2(campaigns.id, consents.campaignId)).where(eq2(consents.contactId, id)).orderBy(desc2(consents.id)).limit(most),
    db.select({ message: messages2, campaign }).from(messages2).leftJoin(campaigns, eq2(campaigns.id, messages2.campaignId)).where(eq2(messages2.contactId, id)).orderBy(desc2(messages2.id)).limit(most),
    db.select({ signup: signups, campaign }).from(signups).leftJoin(campaigns, eq2(campaigns.id, signups.campaignId)).where(eq2(signups.contactId, id)).orderBy(desc2(signups.createdAt)).limit(most),
    db.select({ pledge: pledges, campaign }).from(pledges).leftJoin(campaigns, eq2(campaigns.id, pledges.campaignId)).where(eq2(pledges.contactId, id)).orderBy(desc2(pledges.id)).limit(most),
    db.select({ booking: bookings, shift: shifts, campaign }).from(bookings).innerJoin(shifts, eq2(shifts.id, bookings.shiftId)).leftJoin(campaigns, eq2(campaigns.id, bookings.campaignId)).where(eq2(bookings.contactId, id)).orderBy(desc2(shifts.startsAt)).limit(most),
    db.select({ reason: suppressions.reason }).from(suppressions).where(eq2(suppressions.email, email))
  ]);
  return {
    activities: lines,
    consents: ledger,
    messages: mails,
    signups: forms,
    pledges: promises,
    bookings: seats,
    suppressed: suppression?.reason
  };
}

// src/contacts/fold.ts
function fold(text12) {
  return text12.normalize("NFD").replace(new RegExp("\\p{Mn}", "gu"), "").replace(/[’ʼ]/g, "'").toLowerCase().normalize("NFC").trim();
}

// src/dossiers/form.ts
var mostWords = 6;
var canadianPostalCode = /\b([a-z]\d[a-z])[ -]?(\d[a-z]\d)\b/g;
function readSearch(typed2) {
  const text12 = fold(typed2.replaceAll("\0", "")).replace(canadianPostalCode, "$1\xA0$2");
  const words = text12.split(/[\t\n ,;]+/).filter((word) => word !== "");
  return words.slice(0, mostWords).map((word) => word.replace("\xA0", " "));
}

// src/dossiers/queries.ts
import { and as and2, desc as desc3, eq as eq3, inArray as inArray2, like, lt as lt2, or, sql as sql3 } from "drizzle-orm";
async function searchContacts(db, search) {
  const { words, campaignId, before, limit } = search;
  const ofCampaign = campaignId && db.select({ id: signups.contactId }).from(signups).where(eq3(signups.campaignId, campaignId));
  const filter = and2(
    ...words.map(beginsWith),
    before ? lt2(contacts.id, before) : void 0,
    ofCampaign ? inArray2(contacts.id, ofCampaign) : void 0
  );
  return await db.transaction(async (tx) => {
    await tx.execute(sql3`set local plan_cache_mode = force_custom_plan`);
    const found = await tx.select().from(contacts).where(filter).orderBy(desc3(contacts.id)).limit(limit);
    return await withStandings(tx, found);
  });
}
function beginsWith(word) {
  const prefix = `${word.replace(/[\\%_]/g, "\\$&")}%`;
  return or(
    like(contacts.firstFolded, prefix),
    like(contacts.lastFolded, prefix),
    like(contacts.email, prefix),
    like(contacts.postalCode, prefix.toUpperCase())
  );
}
async function findContact(db, id) {
  const [found] = await withStandings(db, await db.select().from(contacts).where(eq3(contacts.id, id)));
  return found;
}
async function withStandings(db, found) {
  if (found.length === 0) return [];
  const [entries, suppressed] = await Promise.all([
    db.select({ contactId: consents.contactId, action: consents.action, at: consents.at }).from(consents).where(
      and2(
        inArray2(
          consents.contactId,
          found.map(({ id }) => id)
        ),
        eq3(consents.purpose, "follow-up"),
        eq3(consents.channel, "email")
      )
    ),
    db.select({ email: suppressions.email }).from(suppressions).where(
      inArray2(
        suppressions.email,
        found.map(({ email }) => email)
      )
    )
  ]);
  const blocked = new Set(suppressed.map(({ email }) => email));
  const byContact = Map.groupBy(entries, (entry) => entry.contactId);
  return found.map((contact2) => ({
    contact: contact2,
    ...standing(contact2.confirmedAt, byContact.get(contact2.id) ?? [], blocked.has(contact2.email))
  }));
}
function standing(confirmedAt, entries, suppressed) {
  const times = (action) => entries.filter((entry) => entry.action === action).map(({ at }) => at.getTime());
  const withdrawnAt = Math.max(...times("withdrawn"));
  const grantedAt = Math.min(...times("granted").filter((at) => at > withdrawnAt));
  const confirmed = confirmedAt !== null && confirmedAt.getTime() > withdrawnAt;
  if (suppressed) return { confirmed, consent: "suppressed" };
  if (Number.isFinite(grantedAt)) {
    return { confirmed, consent: confirmed && confirmedAt.getTime() >= grantedAt ? "granted" : "unconfirmed" };
  }
  return { confirmed, consent: Number.isFinite(withdrawnAt) ? "withdrawn" : "none" };
}
async function campaignNames(db) {
  return await db.select({ slug: campaigns.slug, texts: campaigns.texts }).from(campaigns).orderBy(desc3(campaigns.createdAt), desc3(campaigns.id));
}

// src/dossiers/admin.tsx
import { jsx as jsx12 } from "hono/jsx/jsx-runtime";
var perPage = 50;
var timelinePage = 100;
function contactsAdmin(deps2) {
  const app = new Hono2();
  const { timezone: timezone2 } = deps2.config;
  app.use(
    "/contacts/*",
    requireOrganizer(deps2.config, (headers) => readSession(deps2, headers))
  );
  app.get("/contacts", async (c) => {
    const { q = "", campaign: slug2 = "", before } = c.req.query();
    const campaign = slug2 === "" ? void 0 : await findCampaign(deps2.db, slug2);
    const [found, campaigns2] = await Promise.all([
      searchContacts(deps2.db, {
        words: readSearch(q),
        campaignId: campaign?.id,
        before: isUuid(before) ? before : void 0,
        limit: perPage + 1
      }),
      campaignNames(deps2.db)
    ]);
    const page = /* @__PURE__ */ jsx12(
      ContactsPage,
      {
        locale: c.get("locale"),
        organizer: c.get("organizer"),
        timezone: timezone2,
        query: { q, campaign: campaign?.slug ?? "" },
        before,
        campaigns: campaigns2,
        contacts: found.slice(0, perPage),
        older: found.length > perPage ? found[perPage - 1]?.contact.id : void 0
      }
    );
    return await personalPage(c, page);
  });
  app.get("/contacts/:id", async (c) => {
    const id = c.req.param("id");
    const before = c.req.query("before");
    const found = isUuid(id) ? await findContact(deps2.db, id) : void 0;
    const shared2 = { locale: c.get("locale"), organizer: c.get("organizer"), path: c.req.path };
    if (!found) return await personalPage(c, /* @__PURE__ */ jsx12(MissingContactPage, { ...shared2 }), 404);
    const page = { before: isUuid(before) ? before : void 0, limit: timelinePage + 1 };
    const dossier = await findDossier(deps2.db, found.contact, page);
    const { activities: activities2 } = dossier;
    const older = activities2.length > timelinePage ? activities2[timelinePage - 1]?.activity.id : void 0;
    return await personalPage(
      c,
      /* @__PURE__ */ jsx12(
        ContactPage,
        {
          ...shared2,
          timezone: timezone2,
          ...found,
          dossier: { ...dossier, activities: activities2.slice(0, timelinePage) },
          older,
          first: before === void 0
        }
      )
    );
  });
  return app;
}

// src/app.tsx
init_errors();

// src/exports/admin.tsx
import { Hono as Hono3 } from "hono";
init_errors();

// src/exports/export-contacts.ts
import { sql as sql4 } from "drizzle-orm";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";

// src/organizers/record-audit.ts
init_table();
import { v7 as uuidv7 } from "uuid";
async function recordAudit(db, entry) {
  await db.insert(auditEntries).values({ id: uuidv7(), ...entry });
}

// src/exports/contacts-csv.ts
import { escapeLiteral } from "pg";
var confirmationCounts = "c.confirmed_at > coalesce(withdrawn.at, '-infinity') and c.confirmed_at >= coalesce(granted.at, '-infinity')";
var columns = [
  ["id", "c.id"],
  ["email", neutralised("c.email")],
  ["first_name", neutralised("c.first_name")],
  ["last_name", neutralised("c.last_name")],
  ["phone", neutralised("c.phone")],
  ["postal_code", neutralised("c.postal_code")],
  ["language", "c.locale"],
  ["availability", neutralised("array_to_string(c.availability, '|')")],
  ["skills", neutralised("array_to_string(c.skills, '|')")],
  [
    "email_consent",
    "case when granted.at is not null then 'granted' when withdrawn.at is not null then 'withdrawn' else 'none' end"
  ],
  ["email_consent_at", iso("coalesce(granted.at, withdrawn.at)")],
  ["email_confirmed_at", iso(`case when ${confirmationCounts} then c.confirmed_at end`)],
  ["suppressed", neutralised("coalesce(suppression.reason, '')")],
  ["campaigns", "coalesce(joined.slugs, '')"],
  ["created_at", iso("c.created_at")],
  ["updated_at", iso("c.updated_at")]
];
function contactsCsvStatement({ campaignId }) {
  const chosen2 = campaignId && `select contact_id from signups where campaign_id = ${escapeLiteral(campaignId)}`;
  const only = (column) => chosen2 ? `and ${column} in (${chosen2})` : "";
  const select = columns.map(([header, expression]) => `${expression} as ${header}`).join(",\n");
  return `copy (
    with ledger as not materialized (
      select contact_id, action, at from consents
      where purpose = 'follow-up' and channel = 'email' ${only("contact_id")}
    ),
    withdrawn as (select contact_id, max(at) as at from ledger where action = 'withdrawn' group by contact_id),
    granted as (
      select contact_id, min(ledger.at) as at from ledger left join withdrawn using (contact_id)
      where action = 'granted' and (withdrawn.at is null or ledger.at > withdrawn.at)
      group by contact_id
    )
    select ${select}
    from contacts c
    left join granted on granted.contact_id = c.id
    left join withdrawn on withdrawn.contact_id = c.id
    left join suppressions suppression on suppression.email = c.email
    left join (
      select signups.contact_id, string_agg(distinct campaigns.slug, '|') as slugs
      from signups join campaigns on campaigns.id = signups.campaign_id
      where true ${only("signups.contact_id")}
      group by signups.contact_id
    ) joined on joined.contact_id = c.id
    where true ${only("c.id")}
  ) to stdout with (format csv, header)`;
}
function neutralised(text12) {
  const risky = `${text12}::"char" between e'\\t' and '@' and ${text12} ~ e'^\\'*[=+@\\t\\r-]'`;
  return `case when ${risky} then '''' || ${text12} else ${text12} end`;
}
function iso(time) {
  return `trim('"' from to_json(${time})::text)`;
}

// src/exports/export-contacts.ts
var pieceBytes = 64 * 1024;
async function* exportContacts(deps2, { organizerId, campaign, bom }, signal) {
  const client = new pg.Client({ connectionString: deps2.databaseUrl, application_name: "terrain export" });
  client.on("error", (error) => deps2.log.warn({ err: error }, "the connection of an export broke"));
  const copy = copyTo(contactsCsvStatement(campaign ? { campaignId: campaign.id } : {}), { highWaterMark: pieceBytes });
  copy.on("error", () => {
  });
  const abort = () => copy.destroy(new Error("the reader left"));
  signal.addEventListener("abort", abort, { once: true });
  let lines = 0;
  let complete = false;
  let backend;
  try {
    await client.connect();
    backend = await prepareBackend(client);
    signal.throwIfAborted();
    client.query(copy);
    if (bom) yield Uint8Array.of(239, 187, 191);
    for await (const piece of copy) {
      lines += countLines(piece);
      yield piece;
    }
    complete = true;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    if (!complete && backend !== void 0) await cancel(deps2, backend);
    await client.end();
    await recordAudit(deps2.db, {
      organizerId,
      action: "contacts.exported",
      detail: { format: "csv", campaign: campaign?.slug ?? null, complete },
      // Of a broken-off export the lines, less the header: with line ends inside cells rather too many than too few.
      count: complete ? copy.rowCount : Math.max(0, lines - 1),
      at: deps2.clock.now()
    });
  }
}
async function prepareBackend(client) {
  const result = await client.query(
    "select pg_backend_pid() as pid, set_config('work_mem', '64MB', false), set_config('timezone', 'UTC', false)"
  );
  return result.rows[0]?.pid;
}
function countLines(piece) {
  let count = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) count += 1;
  return count;
}
async function cancel(deps2, backend) {
  try {
    await deps2.db.execute(sql4`select pg_cancel_backend(${backend}::int)`);
  } catch (error) {
    deps2.log.warn({ err: error }, "an export that was broken off could not be cancelled");
  }
}

// src/exports/admin.tsx
function exportsAdmin(deps2) {
  const app = new Hono3();
  app.get(
    "/contacts.csv",
    requireOrganizer(deps2.config, (headers) => readSession(deps2, headers)),
    async (c) => {
      const slug2 = c.req.query("campaign");
      const campaign = slug2 ? await findCampaign(deps2.db, slug2) : void 0;
      if (slug2 && !campaign) throw new AppError("not-found", "this campaign does not exist");
      const request = { organizerId: c.get("organizer").id, bom: c.req.query("bom") === "1" };
      return streamCsv(c, deps2, campaign ? { ...request, campaign } : request);
    }
  );
  return app;
}
function streamCsv(c, deps2, request) {
  const { outgoing } = c.env ?? {};
  const readerLeft = new AbortController();
  const pieces = exportContacts(deps2, request, readerLeft.signal);
  const body = new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (readerLeft.signal.aborted) return;
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          deps2.log.error({ err: error }, "an export failed");
          if (outgoing) outgoing.destroy();
          else controller.error(error);
        }
      },
      async cancel() {
        readerLeft.abort();
        await pieces.return(void 0);
      }
    },
    { highWaterMark: 0 }
  );
  return c.body(body, 200, {
    ...securityHeaders,
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": `attachment; filename="${filename(deps2, request)}"`,
    "cache-control": "no-store"
  });
}
function filename(deps2, { campaign }) {
  const day4 = new Intl.DateTimeFormat("fr-CA", { dateStyle: "short", timeZone: deps2.config.timezone });
  return `terrain-contacts-${campaign ? `${campaign.slug}-` : ""}${day4.format(deps2.clock.now())}.csv`;
}

// src/followups/routes.tsx
import { Hono as Hono4 } from "hono";

// src/consents/pages.tsx
init_locales();

// src/ui/personal-page.tsx
import { jsx as jsx13 } from "hono/jsx/jsx-runtime";
function PersonalPage({ locale, baseUrl, path: path5, title, campaign, children }) {
  const look = campaign && {
    colour: campaign.settings.colour,
    brand: { name: campaign.text.title, href: `/${campaign.locale}/${campaign.slug}` }
  };
  return /* @__PURE__ */ jsx13(
    PublicPage,
    {
      locale,
      locales: [locale],
      baseUrl,
      path: path5,
      alternates: "none",
      title: campaign ? `${title} \u2013 ${campaign.text.title}` : title,
      robots: "noindex",
      ...look,
      children
    }
  );
}

// src/consents/pages.tsx
import { jsx as jsx14, jsxs as jsxs11 } from "hono/jsx/jsx-runtime";
function UnsubscribePage({ locale, baseUrl, leavePath, campaign }) {
  const t = messages(locale).pages.unsubscribe;
  return /* @__PURE__ */ jsxs11(PersonalPage, { locale, baseUrl, path: leavePath, title: t.title, campaign, children: [
    /* @__PURE__ */ jsx14(Band, { title: t.title, lead: t.text(campaign.settings.sender.name), children: /* @__PURE__ */ jsx14("form", { method: "post", action: leavePath, "data-inplace": "", children: /* @__PURE__ */ jsx14("button", { class: "button button-large button-on-band", type: "submit", children: t.action }) }) }),
    /* @__PURE__ */ jsx14("div", { class: "column", children: /* @__PURE__ */ jsx14("p", { children: t.stay }) })
  ] });
}
function UnsubscribedPage({ locale, baseUrl, leavePath, campaign }) {
  const t = messages(locale).pages.unsubscribe;
  return /* @__PURE__ */ jsxs11(PersonalPage, { locale, baseUrl, path: leavePath, title: t.doneTitle, campaign, children: [
    /* @__PURE__ */ jsx14(Band, { title: t.doneTitle, lead: t.done(campaign.settings.sender.name) }),
    /* @__PURE__ */ jsxs11("div", { class: "column", children: [
      /* @__PURE__ */ jsx14("p", { children: t.doneBack }),
      /* @__PURE__ */ jsx14("p", { children: /* @__PURE__ */ jsx14("a", { class: "button button-quiet", href: `/${locale}/${campaign.slug}`, children: t.backToCampaign }) })
    ] })
  ] });
}

// src/contacts/open-space.ts
import { eq as eq4 } from "drizzle-orm";
init_errors();

// src/http/token.ts
import { createHmac, timingSafeEqual } from "node:crypto";
import { parse as parse2, stringify } from "uuid";
var macBytes = 16;
var timeBytes = 6;
function signToken(secret, purpose, { ids, at }) {
  const payload = Buffer.alloc(ids.length * 16 + timeBytes);
  ids.forEach((id, index11) => {
    payload.set(parse2(id), index11 * 16);
  });
  payload.writeUIntBE(at.getTime(), ids.length * 16, timeBytes);
  return Buffer.concat([payload, mac(secret, purpose, payload)]).toString("base64url");
}
function readToken(secret, purpose, token) {
  const bytes = Buffer.from(token, "base64url");
  const payloadBytes = bytes.length - macBytes;
  if (payloadBytes < timeBytes || (payloadBytes - timeBytes) % 16 !== 0) return void 0;
  if (bytes.toString("base64url") !== token) return void 0;
  const payload = bytes.subarray(0, payloadBytes);
  if (!timingSafeEqual(bytes.subarray(payloadBytes), mac(secret, purpose, payload))) return void 0;
  const ids = [];
  for (let start2 = 0; start2 + 16 <= payloadBytes - timeBytes; start2 += 16) {
    ids.push(stringify(payload.subarray(start2, start2 + 16)));
  }
  return { ids, at: new Date(payload.readUIntBE(payloadBytes - timeBytes, timeBytes)) };
}
function mac(secret, purpose, payload) {
  return createHmac("sha256", secret).update(`terrain/${purpose}\0`).update(payload).digest().subarray(0, macBytes);
}

// src/contacts/open-space.ts
var prefixes = { space: "s", leave: "u" };
async function openSpace(deps2, purpose, token) {
  const content = readToken(deps2.config.secret, purpose, token);
  const [contactId, campaignId] = content?.ids ?? [];
  if (!content || !contactId || !campaignId) throw new AppError("forbidden");
  if (content.at < deps2.clock.now()) throw new AppError("gone");
  const [[contact2], found] = await Promise.all([
    deps2.db.select().from(contacts).where(eq4(contacts.id, contactId)),
    campaignsById(deps2.db, [campaignId])
  ]);
  const campaign = found.get(campaignId);
  if (!contact2 || !campaign) throw new AppError("gone");
  const view = campaignView(campaign, contact2.locale) ?? campaignView(campaign, campaign.settings.defaultLocale);
  if (!view) throw new AppError("gone");
  return { contact: contact2, campaign, view, path: `/${prefixes[purpose]}/${token}` };
}

// src/followups/routes.tsx
init_locales();

// src/followups/leave.ts
import { v7 as uuidv73 } from "uuid";

// src/activity/track.ts
import { sql as sql6 } from "drizzle-orm";
import { v7 as uuidv72 } from "uuid";

// src/jobs/enqueue.ts
import { sql as sql5 } from "drizzle-orm";
async function enqueue(tx, name, payload, options = {}) {
  await enqueueMany(tx, name, [{ payload, ...options }]);
}
async function enqueueMany(tx, name, jobs2) {
  if (jobs2.length === 0) return;
  const rows = jobs2.map((job) => ({
    payload: job.payload,
    run_at: job.runAt?.toISOString() ?? null,
    job_key: job.key ?? null
  }));
  await tx.execute(sql5`
    select count(*) from graphile_worker.add_jobs((
      select array_agg(row(${name}::text, payload, null::text, run_at, ${maxAttempts}::int, job_key, null::int, null::text[])::graphile_worker.job_spec)
      from json_to_recordset(${JSON.stringify(rows)}::json) as job(payload json, run_at timestamptz, job_key text)
    ))`);
}
var maxAttempts = 25;

// src/activity/reactions.ts
var reactions = {
  "signup.recorded": ["followups.enrol"],
  "pledge.made": ["followups.enrol"],
  "contact.confirmed": ["followups.enrol"],
  "booking.made": ["followups.plan-booking-mails"],
  "booking.cancelled": ["followups.plan-booking-mails"],
  "report.recorded": [],
  "consent.withdrawn": [],
  "message.sent": []
};

// src/activity/track.ts
async function track(tx, activities2) {
  if (activities2.length === 0) return;
  const rows = activities2.map((activity) => ({
    id: uuidv72(),
    contact_id: activity.contactId,
    campaign_id: activity.campaignId,
    kind: activity.kind,
    data: activity.data,
    at: activity.at.toISOString()
  }));
  await tx.execute(sql6`
    insert into activities (id, contact_id, campaign_id, kind, data, at)
    select * from json_to_recordset(${JSON.stringify(rows)}::json)
      as row(id uuid, contact_id uuid, campaign_id uuid, kind text, data jsonb, at timestamptz)`);
  const jobs2 = /* @__PURE__ */ new Map();
  for (const row of rows) {
    for (const job of reactions[row.kind]) jobs2.set(job, [...jobs2.get(job) ?? [], row.id]);
  }
  for (const [job, activityIds] of jobs2) await enqueue(tx, job, { activityIds });
}

// src/followups/leave.ts
async function leave(tx, { contactId, campaignId, locale, wording, source, at }) {
  await tx.insert(consents).values({
    id: uuidv73(),
    contactId,
    campaignId,
    purpose: "follow-up",
    channel: "email",
    action: "withdrawn",
    wording,
    locale,
    source,
    at
  });
  await track(tx, [{ kind: "consent.withdrawn", contactId, campaignId, data: { source }, at }]);
}

// src/followups/routes.tsx
import { jsx as jsx15 } from "hono/jsx/jsx-runtime";
function followupRoutes(deps2) {
  const app = new Hono4();
  const { config: config2, db, clock } = deps2;
  app.get("/u/:token", async (c) => {
    const { view, path: path5 } = await openSpace(deps2, "leave", c.req.param("token"));
    const page = /* @__PURE__ */ jsx15(UnsubscribePage, { locale: view.locale, baseUrl: config2.baseUrl, leavePath: path5, campaign: view });
    return await personalPage(c, page);
  });
  app.post("/u/:token", async (c) => {
    const { contact: contact2, campaign, view, path: path5 } = await openSpace(deps2, "leave", c.req.param("token"));
    const oneClick = (await c.req.text()).includes("List-Unsubscribe=One-Click");
    const wish = {
      contactId: contact2.id,
      campaignId: campaign.id,
      locale: view.locale,
      wording: oneClick ? "List-Unsubscribe=One-Click" : messages(view.locale).pages.unsubscribe.action,
      source: oneClick ? "one-click" : "unsubscribe-page",
      at: clock.now()
    };
    await db.transaction((tx) => leave(tx, wish));
    const page = /* @__PURE__ */ jsx15(UnsubscribedPage, { locale: view.locale, baseUrl: config2.baseUrl, leavePath: path5, campaign: view });
    return await personalPage(c, page);
  });
  return app;
}

// src/http/health.ts
import { setTimeout as delay } from "node:timers/promises";
import { Hono as Hono5 } from "hono";

// src/db/migrate.ts
init_errors();
import path2 from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { Logger, runMigrations } from "graphile-worker";
import postgres from "postgres";
var migrationLock = 8273645501;
async function migrate(url3) {
  const client = postgres(url3, { max: 1, onnotice: () => {
  }, connect_timeout: 10 });
  try {
    await requireVersion(client);
    await client`select pg_advisory_lock(${migrationLock})`;
    await applyMigrations(drizzle(client), { migrationsFolder: path2.resolve("drizzle") });
    await runMigrations({ connectionString: url3, logger: new Logger(() => () => {
    }) });
  } finally {
    await client.end({ timeout: 5 });
  }
}
async function isMigrated(client) {
  const [row] = await client`
    select to_regclass('drizzle.__drizzle_migrations') is not null
       and to_regclass('graphile_worker._private_jobs') is not null as ready`;
  return row?.ready ?? false;
}
async function requireVersion(client) {
  const [row] = await client`select current_setting('server_version_num')::int as version`;
  if ((row?.version ?? 0) < 15e4) {
    throw new StartError("DATABASE_URL: Terrain needs Postgres 15 or later");
  }
}

// src/http/health.ts
var patience = 2e3;
function healthRoutes({ db }) {
  const app = new Hono5();
  const text12 = { "cache-control": "no-store" };
  app.get("/healthz", (c) => c.text("ok", 200, text12));
  app.get("/readyz", async (c) => {
    const ready = await Promise.race([
      isMigrated(db.$client).catch(() => false),
      delay(patience, false, { ref: false })
    ]);
    return ready ? c.text("ready", 200, text12) : c.text("the database does not answer", 503, { ...text12, "retry-after": "5" });
  });
  return app;
}

// src/http/read-form.ts
init_errors();
var maxBodyBytes = 64 * 1024;
async function readForm(c) {
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(type.trim())) throw new AppError("unsupported-type");
  const form = parseForm(await readBody(c));
  posted.set(c, form);
  return form;
}
var posted = /* @__PURE__ */ new WeakMap();
function postedForm(c) {
  return posted.get(c);
}
function parseForm(text12) {
  if (text12.includes("\uFFFD")) throw new AppError("malformed");
  const form = /* @__PURE__ */ new Map();
  for (const pair of text12.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : decode(pair.slice(equals + 1));
    const values = form.get(name);
    if (values) values.push(value);
    else form.set(name, [value]);
  }
  return form;
}
function first(form, name) {
  return form.get(name)?.[0] ?? "";
}
async function readBody(c) {
  const length = c.req.header("content-length");
  if (length !== void 0) {
    if (Number(length) > maxBodyBytes) throw new AppError("too-large");
    return await c.req.text();
  }
  return await readCounting(c.req.raw.body);
}
async function readCounting(body) {
  if (!body) return "";
  const chunks = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) throw new AppError("too-large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
function decode(text12) {
  const spaced = text12.includes("+") ? text12.replaceAll("+", " ") : text12;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch (cause) {
    throw new AppError("malformed", "the form is not UTF-8", { cause });
  }
}

// src/http/static-files.ts
import { readdir, readFile } from "node:fs/promises";
import path3 from "node:path";
import { Hono as Hono6 } from "hono";

// src/http/cached-body.ts
import { createHash as createHash2 } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
var brotliAsync = promisify(brotliCompress);
var gzipAsync = promisify(gzip);
async function cacheBody(content, headers, options) {
  const plain = Buffer.from(content);
  const etag = `"${createHash2("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  const shared2 = { ...headers, etag, vary: "accept-encoding" };
  const variant = (body, encoding) => ({
    body: new Uint8Array(body),
    headers: {
      ...shared2,
      "content-length": String(body.byteLength),
      ...encoding ? { "content-encoding": encoding } : {}
    }
  });
  const identity = variant(plain);
  if (!options.compress) return { etag, headers: shared2, variants: { identity, br: identity, gzip: identity } };
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: options.quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length
  };
  const [br, gzipped] = await Promise.all([brotliAsync(plain, { params }), gzipAsync(plain)]);
  return { etag, headers: shared2, variants: { identity, br: variant(br, "br"), gzip: variant(gzipped, "gzip") } };
}
function respondCached(c, cached) {
  if (c.req.header("if-none-match") === cached.etag) return c.body(null, 304, cached.headers);
  const variant = cached.variants[acceptedEncoding(c.req.header("accept-encoding"))];
  return c.body(variant.body, 200, variant.headers);
}
function acceptedEncoding(accept) {
  if (!accept) return "identity";
  if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\b)/.test(accept)) return "br";
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)/.test(accept) ? "gzip" : "identity";
}

// src/http/static-files.ts
var types = {
  ".css": { type: "text/css; charset=utf-8", compress: true },
  ".js": { type: "text/javascript; charset=utf-8", compress: true },
  ".svg": { type: "image/svg+xml", compress: true },
  ".txt": { type: "text/plain; charset=utf-8", compress: true },
  ".png": { type: "image/png", compress: false },
  ".jpg": { type: "image/jpeg", compress: false },
  ".webp": { type: "image/webp", compress: false },
  ".avif": { type: "image/avif", compress: false },
  ".ico": { type: "image/x-icon", compress: false }
};
function staticFiles(folder) {
  const app = new Hono6();
  let names;
  const bodies = /* @__PURE__ */ new Map();
  app.get("/*", async (c, next) => {
    names ??= listFiles(folder);
    const name = c.req.path.slice(1);
    if (!(await names).has(name)) return await next();
    const versioned2 = c.req.query("v") !== void 0;
    const key = `${versioned2}:${name}`;
    let body = bodies.get(key);
    if (!body) {
      body = loadFile(path3.join(folder, name), versioned2);
      bodies.set(key, body);
    }
    return respondCached(c, await body);
  });
  return app;
}
async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && path3.extname(entry.name) in types);
  return new Set(
    files.map((entry) => path3.relative(folder, path3.join(entry.parentPath, entry.name)).split(path3.sep).join("/"))
  );
}
async function loadFile(file, versioned2) {
  const { type, compress } = types[path3.extname(file)] ?? { type: "application/octet-stream", compress: false };
  const headers = {
    ...securityHeaders,
    "content-type": type,
    "cache-control": versioned2 ? "public, max-age=31536000, immutable" : "public, max-age=300"
  };
  return await cacheBody(await readFile(file), headers, { quality: 11, compress });
}

// src/app.tsx
init_locales();

// src/numbers/admin.tsx
import { Hono as Hono7 } from "hono";

// src/numbers/pages.tsx
init_locales();

// src/ui/admin-chart.tsx
init_locales();
import { jsx as jsx16, jsxs as jsxs12 } from "hono/jsx/jsx-runtime";
var width = 300;
var height = 60;
function DayChart({ locale, id, title, days }) {
  const t = messages(locale).admin.home;
  const most2 = days.reduce((top, day4) => day4.count > top.count ? day4 : top, { day: "", count: 0 });
  const total = days.reduce((sum2, day4) => sum2 + day4.count, 0);
  const text12 = total === 0 ? t.chartEmpty : t.chartText(formatNumber(locale, total), formatNumber(locale, most2.count), formatDay(locale, most2.day));
  return /* @__PURE__ */ jsxs12("figure", { class: "chart", children: [
    /* @__PURE__ */ jsx16("figcaption", { children: title }),
    total > 0 && /* @__PURE__ */ jsx16(Bars, { id, title, days, most: most2.count, text: text12 }),
    total > 0 && /* @__PURE__ */ jsxs12("p", { class: "chart-days", "aria-hidden": "true", children: [
      /* @__PURE__ */ jsx16("span", { children: formatDay(locale, days[0]?.day ?? most2.day) }),
      /* @__PURE__ */ jsx16("span", { children: formatDay(locale, days.at(-1)?.day ?? most2.day) })
    ] }),
    /* @__PURE__ */ jsx16("p", { class: "note", children: text12 }),
    total > 0 && /* @__PURE__ */ jsxs12("details", { children: [
      /* @__PURE__ */ jsx16("summary", { children: t.chartTable }),
      /* @__PURE__ */ jsx16(
        AdminTable,
        {
          compact: true,
          caption: title,
          columns: [{ label: t.day }, { label: t.signups, numeric: true }],
          rows: days.map(({ day: day4, count }) => ({
            key: day4,
            cells: [formatDay(locale, day4), formatNumber(locale, count)]
          }))
        }
      )
    ] })
  ] });
}
function Bars({
  id,
  title,
  days,
  most: most2,
  text: text12
}) {
  const step2 = width / days.length;
  return /* @__PURE__ */ jsxs12(
    "svg",
    {
      class: "bars",
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-labelledby": `${id}-name`,
      "aria-describedby": `${id}-text`,
      children: [
        /* @__PURE__ */ jsx16("title", { id: `${id}-name`, children: title }),
        /* @__PURE__ */ jsx16("desc", { id: `${id}-text`, children: text12 }),
        days.map(({ day: day4, count }, index11) => {
          const tall = count === 0 ? 0 : Math.max(1.5, count / most2 * height);
          return /* @__PURE__ */ jsx16("rect", { x: index11 * step2 + step2 * 0.1, y: height - tall, width: step2 * 0.8, height: tall }, day4);
        }),
        /* @__PURE__ */ jsx16("path", { class: "base", d: `M0 ${height}H${width}` })
      ]
    }
  );
}

// src/numbers/pages.tsx
import { Fragment as Fragment5, jsx as jsx17, jsxs as jsxs13 } from "hono/jsx/jsx-runtime";
function HomePage({ locale, organizer, timezone: timezone2, baseUrl, now, campaigns: campaigns2, failed }) {
  const t = messages(locale).admin.home;
  return /* @__PURE__ */ jsxs13(AdminPage, { locale, path: "/admin", organizer, place: "home", title: t.title, children: [
    /* @__PURE__ */ jsxs13("div", { class: "page-head", children: [
      /* @__PURE__ */ jsx17("h1", { children: t.title }),
      /* @__PURE__ */ jsx17("p", { class: "note", children: t.asOf(formatClock(locale, now, timezone2)) })
    ] }),
    campaigns2.length === 0 && /* @__PURE__ */ jsxs13("p", { class: "empty", children: [
      t.noCampaign,
      " ",
      /* @__PURE__ */ jsx17("code", { children: "npm run terrain -- campaign import FILE" })
    ] }),
    campaigns2.map((numbers) => /* @__PURE__ */ jsx17(CampaignSection, { locale, baseUrl, numbers }, numbers.campaign.id)),
    /* @__PURE__ */ jsxs13("div", { class: "columns", children: [
      /* @__PURE__ */ jsx17(FailedMails, { locale, timezone: timezone2, failed }),
      /* @__PURE__ */ jsx17(RefusedPosts, { locale, campaigns: campaigns2 })
    ] })
  ] });
}
function CampaignSection({ locale, baseUrl, numbers }) {
  const t = messages(locale).admin.home;
  const { campaign, today, total, days } = numbers;
  const name = titleOf2(campaign, locale);
  const steps = ["signedUp", "confirmed", "booked", "attended"].map((step2) => ({
    key: step2,
    cells: [t.figures[step2], formatNumber(locale, today[step2]), formatNumber(locale, total[step2])]
  }));
  const pledged = [
    t.figures.pledged,
    /* @__PURE__ */ jsx17(PledgedList, { locale, of: today }, "today"),
    /* @__PURE__ */ jsx17(PledgedList, { locale, of: total }, "total")
  ];
  return /* @__PURE__ */ jsxs13("section", { class: "card", "aria-labelledby": `campaign-${campaign.slug}`, children: [
    /* @__PURE__ */ jsxs13("div", { class: "card-head", children: [
      /* @__PURE__ */ jsx17("h2", { id: `campaign-${campaign.slug}`, children: name }),
      /* @__PURE__ */ jsx17("span", { class: `badge badge-${campaign.status}`, children: t.status[campaign.status] }),
      /* @__PURE__ */ jsxs13("a", { href: `/admin/contacts?campaign=${campaign.slug}`, children: [
        t.contactsOf,
        /* @__PURE__ */ jsxs13("span", { class: "hidden", children: [
          " ",
          name
        ] })
      ] })
    ] }),
    campaign.status === "draft" && /* @__PURE__ */ jsx17("p", { class: "note", children: t.draftHint }),
    campaign.status === "live" && total.signedUp === 0 && /* @__PURE__ */ jsx17("p", { class: "empty", children: t.noSignups }),
    /* @__PURE__ */ jsxs13("div", { class: "card-body", children: [
      /* @__PURE__ */ jsx17(
        AdminTable,
        {
          compact: true,
          caption: name,
          columns: [{ label: t.figure }, { label: t.today, numeric: true }, { label: t.total, numeric: true }],
          rows: [...steps, { key: "pledged", cells: pledged }]
        }
      ),
      /* @__PURE__ */ jsx17(DayChart, { locale, id: `days-${campaign.slug}`, title: t.chart(name), days })
    ] }),
    /* @__PURE__ */ jsx17(ShareLink, { locale, name, id: `link-${campaign.slug}`, url: `${baseUrl}/${campaign.slug}` })
  ] });
}
function PledgedList({ locale, of: { pledged } }) {
  if (pledged.length === 0) return messages(locale).admin.none;
  return pledged.map((pledge) => /* @__PURE__ */ jsx17("span", { class: "amount", children: pledgeText(locale, pledge) }, `${pledge.kind} ${pledge.currency} ${pledge.frequency} ${pledge.action}`));
}
function ShareLink({ locale, name, id, url: url3 }) {
  const t = messages(locale).admin;
  return /* @__PURE__ */ jsxs13("p", { class: "share", children: [
    /* @__PURE__ */ jsx17("label", { for: id, children: t.home.link(name) }),
    /* @__PURE__ */ jsxs13("span", { class: "share-row", children: [
      /* @__PURE__ */ jsx17("input", { id, type: "text", readonly: true, value: url3 }),
      /* @__PURE__ */ jsx17("button", { class: "button button-quiet", type: "button", "data-copy": id, "data-copied": t.copied, hidden: true, children: t.copy })
    ] })
  ] });
}
function FailedMails({ locale, timezone: timezone2, failed }) {
  const t = messages(locale).admin;
  const columns2 = [
    { label: t.contacts.email },
    { label: t.contact.what },
    { label: t.home.reason },
    { label: t.contact.when }
  ];
  const rows = failed.latest.map(({ id, contactId, email, name, reason, at }) => ({
    key: id,
    cells: [
      /* @__PURE__ */ jsx17("a", { href: `/admin/contacts/${contactId}`, children: email }, "contact"),
      name,
      reason,
      formatMoment(locale, at, timezone2)
    ]
  }));
  return /* @__PURE__ */ jsxs13("section", { class: "card", children: [
    /* @__PURE__ */ jsx17("h2", { children: t.home.failed }),
    failed.count === 0 ? /* @__PURE__ */ jsx17("p", { class: "note", children: t.home.failedNone }) : /* @__PURE__ */ jsxs13(Fragment5, { children: [
      /* @__PURE__ */ jsx17("p", { children: t.home.failedText(formatNumber(locale, failed.count)) }),
      /* @__PURE__ */ jsx17(AdminTable, { caption: t.home.failed, columns: columns2, rows })
    ] })
  ] });
}
function RefusedPosts({ locale, campaigns: campaigns2 }) {
  const t = messages(locale).admin.home;
  const reasons = new Map(Object.entries(t.reasons));
  const rows = campaigns2.flatMap(
    ({ campaign, refused }) => refused.map(({ reason, count }) => ({
      key: `${campaign.slug} ${reason}`,
      cells: [titleOf2(campaign, locale), reasons.get(reason) ?? reason, formatNumber(locale, count)]
    }))
  );
  const columns2 = [{ label: t.campaign }, { label: t.reason }, { label: t.count, numeric: true }];
  return /* @__PURE__ */ jsxs13("section", { class: "card", children: [
    /* @__PURE__ */ jsx17("h2", { children: t.refused }),
    rows.length === 0 ? /* @__PURE__ */ jsx17("p", { class: "note", children: t.refusedNone }) : /* @__PURE__ */ jsxs13(Fragment5, { children: [
      /* @__PURE__ */ jsx17("p", { class: "note", children: t.refusedText }),
      /* @__PURE__ */ jsx17(AdminTable, { compact: true, caption: t.refused, columns: columns2, rows })
    ] })
  ] });
}
function titleOf2({ texts: texts2, slug: slug2 }, locale) {
  return (texts2[locale] ?? Object.values(texts2)[0])?.title ?? slug2;
}

// src/numbers/queries.ts
import { desc as desc4, eq as eq5, sql as sql7 } from "drizzle-orm";
var shownDays = 30;
async function campaignNumbers(db, today) {
  return await db.transaction(
    async (tx) => {
      await tx.execute(sql7`set local work_mem = '64MB'`);
      const all = await tx.select().from(campaigns).orderBy(sql7`${campaigns.status} <> 'live'`, desc4(campaigns.createdAt));
      const newcomers = Map.groupBy(await newcomersByDay(tx, today), (row) => row.campaign_id);
      const seats = new Map((await seatsTaken(tx, today)).map((row) => [row.campaign_id, row]));
      const pledged = Map.groupBy(await pledgedSums(tx, today), (row) => row.campaign_id);
      const refused = Map.groupBy(await refusals(tx, today), (row) => row.campaign_id);
      const days = lastDays(today);
      return all.map((campaign) => {
        const joined = newcomers.get(campaign.id) ?? [];
        const taken = seats.get(campaign.id);
        const promises = pledged.get(campaign.id) ?? [];
        const signedUp = new Map(joined.map((row) => [row.day, row.signed_up]));
        const sum2 = (of) => joined.reduce((total, row) => total + of(row), 0);
        return {
          campaign,
          today: {
            signedUp: signedUp.get(days.at(-1) ?? "") ?? 0,
            confirmed: sum2((row) => row.confirmed_today),
            booked: taken?.booked_today ?? 0,
            attended: taken?.attended_today ?? 0,
            pledged: promises.flatMap((row) => row.today > 0 ? [pledgedOf(row, row.today)] : [])
          },
          total: {
            signedUp: sum2((row) => row.signed_up),
            confirmed: sum2((row) => row.confirmed),
            booked: taken?.booked ?? 0,
            attended: taken?.attended ?? 0,
            pledged: promises.map((row) => pledgedOf(row, row.total))
          },
          days: days.map((day4) => ({ day: day4, count: signedUp.get(day4) ?? 0 })),
          refused: (refused.get(campaign.id) ?? []).map(({ reason, count }) => ({ reason, count }))
        };
      });
    },
    { isolationLevel: "repeatable read", accessMode: "read only" }
  );
}
async function newcomersByDay(tx, today) {
  return await tx.execute(sql7`
    select campaign_id, to_char(first_at at time zone ${today.timezone}, 'YYYY-MM-DD') as day,
      count(*)::int as signed_up, count(confirmed_at)::int as confirmed,
      (count(*) filter (where confirmed_at >= ${midnight(today)}))::int as confirmed_today
    from (
      select campaign_id, contact_id, min(created_at) as first_at from signups group by campaign_id, contact_id
    ) as joined
    join ${contacts} on contacts.id = joined.contact_id
    group by 1, 2`);
}
async function seatsTaken(tx, today) {
  return await tx.execute(sql7`
    select campaign_id,
      (count(*) filter (where state <> 'cancelled'))::int as booked,
      (count(*) filter (where state <> 'cancelled' and created_at >= ${midnight(today)}))::int as booked_today,
      (count(*) filter (where state = 'attended'))::int as attended,
      (count(*) filter (where state = 'attended' and changed_at >= ${midnight(today)}))::int as attended_today
    from bookings group by campaign_id`);
}
async function pledgedSums(tx, today) {
  return await tx.execute(sql7`
    select campaign_id, kind, currency, frequency, action,
      sum(coalesce(amount_minor, count))::float8 as total,
      coalesce(sum(coalesce(amount_minor, count)) filter (where created_at >= ${midnight(today)}), 0)::float8 as today
    from pledges group by campaign_id, kind, currency, frequency, action
    order by kind desc, frequency desc, action`);
}
function pledgedOf({ kind, currency, frequency, action }, amount) {
  return { kind, currency, frequency, action, amount };
}
async function refusals(tx, today) {
  return await tx.execute(sql7`
    select campaign_id, reason, sum(count)::int as count from refused_posts
    where day > (${today.now.toISOString()}::timestamptz at time zone 'UTC')::date - ${shownDays}::int
    group by campaign_id, reason order by count desc`);
}
function midnight({ now, timezone: timezone2 }) {
  return sql7`(date_trunc('day', ${now.toISOString()}::timestamptz, ${timezone2}))`;
}
function lastDays({ now, timezone: timezone2 }) {
  const iso2 = new Intl.DateTimeFormat("fr-CA", { dateStyle: "short", timeZone: timezone2 });
  const today = /* @__PURE__ */ new Date(`${iso2.format(now)}T00:00:00Z`);
  return Array.from({ length: shownDays }, (_, index11) => {
    const day4 = new Date(today);
    day4.setUTCDate(today.getUTCDate() - (shownDays - 1 - index11));
    return day4.toISOString().slice(0, 10);
  });
}
async function failedMails(db, limit) {
  const failed = eq5(messages2.state, "failed");
  const [count, latest] = await Promise.all([
    db.$count(messages2, failed),
    db.select({
      id: messages2.id,
      contactId: messages2.contactId,
      email: contacts.email,
      name: messages2.name,
      reason: messages2.reason,
      at: messages2.dueAt
    }).from(messages2).innerJoin(contacts, eq5(contacts.id, messages2.contactId)).where(failed).orderBy(desc4(messages2.id)).limit(limit)
  ]);
  return { count, latest };
}

// src/numbers/remember.ts
var keptFor = 10;
function remember(make) {
  let kept;
  let until = 0;
  const makeAgain = async () => {
    const began = performance.now();
    until = Number.POSITIVE_INFINITY;
    try {
      const made = await make();
      const ended = performance.now();
      until = ended + (ended - began) * keptFor;
      return made;
    } catch (error) {
      until = 0;
      throw error;
    }
  };
  return () => {
    if (kept === void 0 || performance.now() > until) kept = makeAgain();
    return kept;
  };
}

// src/numbers/admin.tsx
import { jsx as jsx18 } from "hono/jsx/jsx-runtime";
var shownFailures = 10;
function numbersAdmin(deps2) {
  const app = new Hono7();
  const { timezone: timezone2, baseUrl } = deps2.config;
  const numbersNow = remember(async () => {
    const now = deps2.clock.now();
    return { now, campaigns: await campaignNumbers(deps2.db, { now, timezone: timezone2 }) };
  });
  app.get(
    "/",
    requireOrganizer(deps2.config, (headers) => readSession(deps2, headers)),
    async (c) => {
      const [numbers, failed] = await Promise.all([numbersNow(), failedMails(deps2.db, shownFailures)]);
      const shared2 = { locale: c.get("locale"), organizer: c.get("organizer"), timezone: timezone2, baseUrl };
      return await personalPage(c, /* @__PURE__ */ jsx18(HomePage, { ...shared2, ...numbers, failed }));
    }
  );
  return app;
}

// src/organizers/admin.tsx
import { Hono as Hono9 } from "hono";
import { validate as isUuid3 } from "uuid";

// src/http/client-address.ts
import { createHmac as createHmac2 } from "node:crypto";
import { isIPv6 } from "node:net";
function clientAddress(c, trustProxy) {
  const forwarded = trustProxy === void 0 ? void 0 : c.req.header(trustProxy)?.split(",").at(-1)?.trim();
  const bindings = c.env;
  const address2 = forwarded || bindings?.incoming?.socket.remoteAddress || "unknown";
  return isIPv6(address2) ? network64(address2) : address2;
}
function hashAddress(secret, address2) {
  return createHmac2("sha256", secret).update(`address\0${address2}`).digest("base64url").slice(0, 16);
}
function network64(address2) {
  if (address2.startsWith("::ffff:") && address2.includes(".")) return address2.slice("::ffff:".length);
  const [head = "", tail] = address2.split("::");
  const left = head.split(":").filter(Boolean);
  if (tail === void 0) return left.slice(0, 4).join(":");
  const right = tail.split(":").filter(Boolean);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}

// src/organizers/audit-pages.tsx
init_locales();
import { jsx as jsx19, jsxs as jsxs14 } from "hono/jsx/jsx-runtime";
function AuditPage({ locale, path: path5, organizer, timezone: timezone2, entries, older, first: first2 }) {
  const t = messages(locale).admin;
  const columns2 = [
    { label: t.audit.when },
    { label: t.audit.who },
    { label: t.audit.what },
    { label: t.audit.people, numeric: true },
    { label: t.audit.detail }
  ];
  const rows = entries.map((entry) => ({
    key: entry.id,
    cells: [
      formatMoment(locale, entry.at, timezone2),
      entry.organizer ?? (entry.organizerId === null ? t.audit.system : t.audit.gone),
      new Map(Object.entries(t.audit.actions)).get(entry.action) ?? entry.action,
      entry.count === null ? t.none : formatNumber(locale, entry.count),
      detailText(locale, entry)
    ]
  }));
  return /* @__PURE__ */ jsxs14(AdminPage, { locale, path: path5, organizer, place: "audit", title: t.audit.title, children: [
    /* @__PURE__ */ jsx19("h1", { children: t.audit.title }),
    /* @__PURE__ */ jsx19("p", { class: "note", children: t.audit.text }),
    entries.length === 0 ? /* @__PURE__ */ jsx19("p", { class: "empty", children: t.audit.empty }) : /* @__PURE__ */ jsx19(AdminTable, { caption: t.audit.title, columns: columns2, rows }),
    /* @__PURE__ */ jsx19(
      Pager,
      {
        older: older && `/admin/audit?before=${older}`,
        newest: first2 ? void 0 : "/admin/audit",
        words: { older: t.older, newest: t.newest }
      }
    )
  ] });
}
function detailText(locale, { action, detail }) {
  const t = messages(locale).admin.audit;
  if (action === "contacts.exported") {
    const which = typeof detail.campaign === "string" ? detail.campaign : t.all;
    return detail.complete === true ? which : `${which} (${t.aborted})`;
  }
  return Object.values(detail).filter((value) => typeof value === "string" || typeof value === "number").join(", ");
}

// src/organizers/end-session.ts
init_open_auth();
async function endSession(deps2, headers) {
  const auth = await openAuth(deps2);
  const ended = await auth.api.signOut({ headers, returnHeaders: true });
  return ended.headers.getSetCookie();
}

// src/organizers/admin.tsx
init_form();

// src/organizers/mailbox-admin.tsx
init_errors();
import { Hono as Hono8 } from "hono";
import { validate as isUuid2 } from "uuid";

// src/mail/queries.ts
import { desc as desc5, eq as eq6, sql as sql8 } from "drizzle-orm";

// src/mail/table.ts
import { index as index9, jsonb as jsonb7, pgTable as pgTable10, text as text10, timestamp as timestamp10, uuid as uuid10 } from "drizzle-orm/pg-core";
var mailboxMails = pgTable10(
  "mailbox_mails",
  {
    id: uuid10().primaryKey(),
    /** The key that the mail was handed over under; a second one under it is dropped. */
    key: text10().notNull().unique(),
    to: text10().notNull(),
    from: text10().notNull(),
    subject: text10().notNull(),
    html: text10().notNull(),
    text: text10().notNull(),
    headers: jsonb7().$type().notNull(),
    attachments: jsonb7().$type().notNull(),
    createdAt: timestamp10({ withTimezone: true }).notNull()
  },
  (table) => [index9("mailbox_mails_created_index").on(table.createdAt.desc())]
);

// src/mail/queries.ts
async function listMails(db, page) {
  const { id, to, from, subject: subject8, createdAt: createdAt2 } = mailboxMails;
  return await db.select({ id, to, from, subject: subject8, createdAt: createdAt2 }).from(mailboxMails).where(
    page.before === void 0 ? void 0 : sql8`(${createdAt2}, ${id}) < (select created_at, id from mailbox_mails where id = ${page.before})`
  ).orderBy(desc5(createdAt2), desc5(id)).limit(page.limit);
}
async function findMail(db, id) {
  const [mail4] = await db.select().from(mailboxMails).where(eq6(mailboxMails.id, id));
  return mail4;
}

// src/organizers/mailbox-pages.tsx
init_locales();
import { jsx as jsx20, jsxs as jsxs15 } from "hono/jsx/jsx-runtime";
function MailboxPage(props) {
  const { locale, path: path5, organizer, timezone: timezone2, transport, mails, older, first: first2 } = props;
  const t = messages(locale).admin;
  const columns2 = [
    { label: t.mailbox.subject },
    { label: t.mailbox.to },
    { label: t.mailbox.from },
    { label: t.mailbox.date }
  ];
  const rows = mails.map(({ id, subject: subject8, to, from, createdAt: createdAt2 }) => ({
    key: id,
    cells: [
      /* @__PURE__ */ jsx20("a", { href: `/admin/mailbox/${id}`, children: subject8 }, "mail"),
      to,
      from,
      formatMoment(locale, createdAt2, timezone2)
    ]
  }));
  return /* @__PURE__ */ jsxs15(AdminPage, { locale, path: path5, organizer, place: "mailbox", title: t.mailbox.title, children: [
    /* @__PURE__ */ jsx20("h1", { children: t.mailbox.title }),
    /* @__PURE__ */ jsx20("p", { class: transport === "mailbox" ? "note" : "alert", children: transport === "mailbox" ? t.mailbox.text : t.mailbox.elsewhere(t.mailbox.transports[transport]) }),
    mails.length === 0 && transport === "mailbox" && /* @__PURE__ */ jsx20("p", { class: "empty", children: t.mailbox.empty }),
    mails.length > 0 && /* @__PURE__ */ jsx20(AdminTable, { caption: t.mailbox.title, columns: columns2, rows }),
    /* @__PURE__ */ jsx20(
      Pager,
      {
        older: older && `/admin/mailbox?before=${older}`,
        newest: first2 ? void 0 : "/admin/mailbox",
        words: { older: t.older, newest: t.newest }
      }
    )
  ] });
}
function MailPage({
  locale,
  path: path5,
  organizer,
  timezone: timezone2,
  mail: mail4,
  plain
}) {
  const t = messages(locale).admin.mailbox;
  const here = `/admin/mailbox/${mail4.id}`;
  const facts = [
    [t.from, mail4.from],
    [t.to, mail4.to],
    [t.date, formatMoment(locale, mail4.createdAt, timezone2)]
  ];
  return /* @__PURE__ */ jsxs15(AdminPage, { locale, path: path5, organizer, place: "mailbox", title: mail4.subject, children: [
    /* @__PURE__ */ jsx20("p", { children: /* @__PURE__ */ jsx20("a", { href: "/admin/mailbox", children: t.back }) }),
    /* @__PURE__ */ jsx20("h1", { children: mail4.subject }),
    /* @__PURE__ */ jsx20("dl", { class: "facts", children: facts.map(([name, value]) => /* @__PURE__ */ jsxs15("div", { children: [
      /* @__PURE__ */ jsx20("dt", { children: name }),
      /* @__PURE__ */ jsx20("dd", { children: value })
    ] }, name)) }),
    /* @__PURE__ */ jsxs15("nav", { class: "tabs", "aria-label": t.view, children: [
      /* @__PURE__ */ jsx20("a", { href: here, "aria-current": plain ? void 0 : "page", children: t.look }),
      /* @__PURE__ */ jsx20("a", { href: `${here}?view=text`, "aria-current": plain ? "page" : void 0, children: t.plain })
    ] }),
    plain ? /* @__PURE__ */ jsx20("pre", { class: "mail-text", children: mail4.text }) : /* @__PURE__ */ jsx20(
      "iframe",
      {
        class: "mail",
        title: mail4.subject,
        src: `${here}/html`,
        sandbox: "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
      }
    ),
    /* @__PURE__ */ jsx20(Attachments, { locale, mail: mail4 }),
    /* @__PURE__ */ jsx20(Headers2, { locale, mail: mail4 })
  ] });
}
function Attachments({ locale, mail: mail4 }) {
  const t = messages(locale).admin.mailbox;
  if (mail4.attachments.length === 0) return null;
  return /* @__PURE__ */ jsxs15("section", { children: [
    /* @__PURE__ */ jsx20("h2", { children: t.attachments }),
    /* @__PURE__ */ jsx20("ul", { class: "plain-list", children: mail4.attachments.map(({ filename: filename2 }, index11) => /* @__PURE__ */ jsx20("li", { children: /* @__PURE__ */ jsx20("a", { href: `/admin/mailbox/${mail4.id}/attachments/${index11}`, download: filename2, children: t.download(filename2) }) }, filename2)) })
  ] });
}
function Headers2({ locale, mail: mail4 }) {
  const t = messages(locale).admin.mailbox;
  const headers = Object.entries(mail4.headers);
  if (headers.length === 0) return null;
  return /* @__PURE__ */ jsxs15("details", { children: [
    /* @__PURE__ */ jsx20("summary", { children: t.headers }),
    /* @__PURE__ */ jsx20("dl", { class: "facts", children: headers.map(([name, value]) => /* @__PURE__ */ jsxs15("div", { children: [
      /* @__PURE__ */ jsx20("dt", { children: name }),
      /* @__PURE__ */ jsx20("dd", { class: "any-break", children: value })
    ] }, name)) })
  ] });
}

// src/organizers/mailbox-admin.tsx
import { jsx as jsx21 } from "hono/jsx/jsx-runtime";
var perPage2 = 50;
var mailPolicy = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";
function mailboxAdmin(deps2, onlyOrganizers) {
  const app = new Hono8();
  app.use("*", onlyOrganizers);
  app.get("/", async (c) => {
    const before = c.req.query("before");
    const mails = await listMails(deps2.db, { before: isUuid2(before) ? before : void 0, limit: perPage2 + 1 });
    const page = /* @__PURE__ */ jsx21(
      MailboxPage,
      {
        locale: c.get("locale"),
        organizer: c.get("organizer"),
        path: before === void 0 ? "/admin/mailbox" : `/admin/mailbox?before=${encodeURIComponent(before)}`,
        timezone: deps2.config.timezone,
        transport: deps2.mailer.name,
        mails: mails.slice(0, perPage2),
        older: mails.length > perPage2 ? mails[perPage2 - 1]?.id : void 0,
        first: before === void 0
      }
    );
    return await personalPage(c, page);
  });
  app.get("/:id", async (c) => {
    const mail4 = await knownMail(deps2, c.req.param("id"));
    const plain = c.req.query("view") === "text";
    const shared2 = { locale: c.get("locale"), organizer: c.get("organizer"), timezone: deps2.config.timezone };
    const path5 = `/admin/mailbox/${mail4.id}${plain ? "?view=text" : ""}`;
    return await personalPage(c, /* @__PURE__ */ jsx21(MailPage, { ...shared2, path: path5, mail: mail4, plain }));
  });
  app.get("/:id/html", async (c) => {
    const mail4 = await knownMail(deps2, c.req.param("id"));
    const html = mail4.html.replace(/<head[^>]*>/i, (head) => `${head}<base target="_top">`);
    const shown = html.replaceAll('target="_blank"', 'target="_top"');
    return c.html(shown, 200, {
      ...securityHeaders,
      "content-security-policy": mailPolicy,
      "cache-control": "no-store"
    });
  });
  app.get("/:id/attachments/:index", async (c) => {
    const mail4 = await knownMail(deps2, c.req.param("id"));
    const attachment = mail4.attachments[Number(c.req.param("index"))];
    if (!attachment) throw new AppError("not-found", "this mail has no such attachment");
    return c.body(attachment.content, 200, {
      ...securityHeaders,
      "content-type": attachment.contentType,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
      "cache-control": "no-store"
    });
  });
  return app;
}
async function knownMail(deps2, id) {
  const mail4 = isUuid2(id) ? await findMail(deps2.db, id) : void 0;
  if (!mail4) throw new AppError("not-found", "this mail does not exist");
  return mail4;
}

// src/organizers/pages.tsx
init_locales();
init_form();
import { jsx as jsx22, jsxs as jsxs16 } from "hono/jsx/jsx-runtime";
function SignInPage({ locale, path: path5, next, typed: typed2 = "", notice, wait = 0 }) {
  const t = messages(locale).admin.signIn;
  const invalid = notice === "badEmail";
  return /* @__PURE__ */ jsx22(AdminPage, { locale, path: path5, title: t.title, children: /* @__PURE__ */ jsxs16("div", { class: "narrow", children: [
    /* @__PURE__ */ jsx22("h1", { children: t.title }),
    notice === "ended" && /* @__PURE__ */ jsx22("p", { role: "status", children: t.ended }),
    notice === "tooMany" && /* @__PURE__ */ jsx22("p", { class: "alert", role: "alert", children: t.tooMany(Math.ceil(wait / 60)) }),
    /* @__PURE__ */ jsx22("p", { children: t.text }),
    /* @__PURE__ */ jsxs16("form", { class: "stack", method: "post", action: "/admin/sign-in", children: [
      /* @__PURE__ */ jsx22("input", { type: "hidden", name: "next", value: next }),
      /* @__PURE__ */ jsx22("label", { for: "email", children: t.email }),
      /* @__PURE__ */ jsx22(
        "input",
        {
          id: "email",
          name: "email",
          type: "email",
          autocomplete: "email",
          required: true,
          value: typed2,
          "aria-invalid": invalid,
          "aria-describedby": invalid ? "email-error" : void 0
        }
      ),
      invalid && /* @__PURE__ */ jsx22("p", { class: "field-error", id: "email-error", children: t.badEmail }),
      /* @__PURE__ */ jsx22("button", { class: "button", type: "submit", children: t.button })
    ] })
  ] }) });
}
function SentPage({ locale, path: path5, mailbox }) {
  const t = messages(locale).admin.signIn;
  return /* @__PURE__ */ jsx22(AdminPage, { locale, path: path5, title: t.sentTitle, children: /* @__PURE__ */ jsxs16("div", { class: "narrow", children: [
    /* @__PURE__ */ jsx22("h1", { children: t.sentTitle }),
    /* @__PURE__ */ jsx22("p", { role: "status", children: t.sentText(signInMinutes) }),
    mailbox && /* @__PURE__ */ jsxs16("p", { class: "alert", children: [
      t.sentMailbox,
      " ",
      /* @__PURE__ */ jsx22("code", { children: "npm start" }),
      " ",
      t.sentMailboxAfter
    ] }),
    /* @__PURE__ */ jsx22("p", { children: /* @__PURE__ */ jsx22("a", { href: "/admin/sign-in", children: t.again }) })
  ] }) });
}
function PressToSignInPage({ locale, path: path5, next }) {
  const t = messages(locale).admin.signIn;
  return /* @__PURE__ */ jsx22(AdminPage, { locale, path: path5, title: t.confirmTitle, children: /* @__PURE__ */ jsxs16("div", { class: "narrow", children: [
    /* @__PURE__ */ jsx22("h1", { children: t.confirmTitle }),
    /* @__PURE__ */ jsx22("p", { children: t.confirmText }),
    /* @__PURE__ */ jsxs16("form", { method: "post", children: [
      /* @__PURE__ */ jsx22("input", { type: "hidden", name: "next", value: next }),
      /* @__PURE__ */ jsx22("button", { class: "button", type: "submit", children: t.confirmButton })
    ] })
  ] }) });
}
function UsedLinkPage({ locale, path: path5 }) {
  const t = messages(locale).admin.signIn;
  return /* @__PURE__ */ jsx22(AdminPage, { locale, path: path5, title: t.usedTitle, children: /* @__PURE__ */ jsxs16("div", { class: "narrow", children: [
    /* @__PURE__ */ jsx22("h1", { children: t.usedTitle }),
    /* @__PURE__ */ jsx22("p", { role: "alert", children: t.usedText }),
    /* @__PURE__ */ jsx22("p", { children: /* @__PURE__ */ jsx22("a", { class: "button", href: "/admin/sign-in", children: t.again }) })
  ] }) });
}

// src/organizers/admin.tsx
init_queries();

// src/organizers/redeem-sign-in-link.ts
init_open_auth();
async function redeemSignInLink(deps2, token, headers) {
  const auth = await openAuth(deps2);
  try {
    const verified = await auth.api.magicLinkVerify({ query: { token }, headers, returnHeaders: true });
    return { ok: true, setCookies: verified.headers.getSetCookie() };
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === "FOUND") return { ok: false };
    throw error;
  }
}

// src/organizers/sign-in-limit.ts
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
var windowSeconds = 15 * 60;
function createSignInLimit() {
  const byAddress = new RateLimiterMemory({ points: 5, duration: windowSeconds });
  const byClient = new RateLimiterMemory({ points: 20, duration: windowSeconds });
  return async (email, client) => {
    try {
      await byClient.consume(client);
      await byAddress.consume(email);
      return 0;
    } catch (refusal2) {
      if (!(refusal2 instanceof RateLimiterRes)) throw refusal2;
      return Math.max(1, Math.ceil(refusal2.msBeforeNext / 1e3));
    }
  };
}

// src/organizers/admin.tsx
import { jsx as jsx23 } from "hono/jsx/jsx-runtime";
var perPage3 = 50;
function organizersAdmin(deps2) {
  const app = new Hono9();
  const onlyOrganizers = requireOrganizer(deps2.config, (headers) => readSession(deps2, headers));
  const limit = createSignInLimit();
  app.use("/sign-in/*", chooseLocale(deps2.config), refuseForeignForms(deps2.config));
  app.use("/sign-out", chooseLocale(deps2.config), refuseForeignForms(deps2.config));
  app.get("/sign-in", async (c) => {
    const shared2 = { locale: c.get("locale"), path: pathOf2(c) };
    if (c.req.query("sent") !== void 0) {
      return await personalPage(c, /* @__PURE__ */ jsx23(SentPage, { ...shared2, mailbox: deps2.mailer.name === "mailbox" }));
    }
    const notice = c.req.query("ended") === void 0 ? void 0 : "ended";
    return await personalPage(c, /* @__PURE__ */ jsx23(SignInPage, { ...shared2, next: readNext(c.req.query("next")), notice }));
  });
  app.post("/sign-in", async (c) => {
    const locale = c.get("locale");
    const form = await readForm(c);
    const typed2 = first(form, "email");
    const next = readNext(first(form, "next"));
    const again2 = { locale, path: "/admin/sign-in", next, typed: typed2 };
    const email = readAddress(typed2);
    if (email === void 0) return await personalPage(c, /* @__PURE__ */ jsx23(SignInPage, { ...again2, notice: "badEmail" }), 422);
    const wait = await limit(email, clientAddress(c, deps2.config.trustProxy));
    if (wait > 0) {
      const headers = { "retry-after": String(wait) };
      return await personalPage(c, /* @__PURE__ */ jsx23(SignInPage, { ...again2, notice: "tooMany", wait }), 429, headers);
    }
    await enqueue(deps2.db, "organizers.mail-sign-in-link", { email, next, locale });
    return seeOther(c, "/admin/sign-in?sent=1");
  });
  app.get("/sign-in/:token", async (c) => {
    const page = /* @__PURE__ */ jsx23(PressToSignInPage, { locale: c.get("locale"), path: pathOf2(c), next: readNext(c.req.query("next")) });
    return await personalPage(c, page, 200, { "referrer-policy": "same-origin" });
  });
  app.post("/sign-in/:token", async (c) => {
    const next = readNext(first(await readForm(c), "next"));
    const redeemed = await redeemSignInLink(deps2, c.req.param("token"), c.req.raw.headers);
    if (!redeemed.ok)
      return await personalPage(c, /* @__PURE__ */ jsx23(UsedLinkPage, { locale: c.get("locale"), path: "/admin/sign-in" }), 410);
    for (const cookie of redeemed.setCookies) c.header("set-cookie", cookie, { append: true });
    return seeOther(c, next);
  });
  app.post("/sign-out", async (c) => {
    for (const cookie of await endSession(deps2, c.req.raw.headers)) c.header("set-cookie", cookie, { append: true });
    return seeOther(c, "/admin/sign-in");
  });
  app.get("/audit", onlyOrganizers, async (c) => {
    const before = c.req.query("before");
    const entries = await listAuditEntries(deps2.db, {
      before: isUuid3(before) ? before : void 0,
      limit: perPage3 + 1
    });
    const { timezone: timezone2 } = deps2.config;
    const shared2 = { locale: c.get("locale"), organizer: c.get("organizer"), path: pathOf2(c), timezone: timezone2 };
    const older = entries.length > perPage3 ? entries[perPage3 - 1]?.id : void 0;
    return await personalPage(
      c,
      /* @__PURE__ */ jsx23(AuditPage, { ...shared2, entries: entries.slice(0, perPage3), older, first: before === void 0 })
    );
  });
  return app.route("/mailbox", mailboxAdmin(deps2, onlyOrganizers));
}
function pathOf2(c) {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}

// src/reports/routes.tsx
import { Hono as Hono10 } from "hono";
init_errors();

// src/http/id-parameter.ts
init_errors();
function idParameter(text12) {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text12)) throw new AppError("not-found");
  return text12;
}

// src/shifts/queries.ts
import { and as and3, asc, eq as eq8, gt, sql as sql9 } from "drizzle-orm";
async function upcomingShifts(db, campaignId, now) {
  return await db.select().from(shifts).where(and3(eq8(shifts.campaignId, campaignId), gt(shifts.startsAt, now))).orderBy(asc(shifts.startsAt)).limit(50);
}
async function bookingsOfContact(db, contactId) {
  return await db.select({ booking: bookings, shift: shifts }).from(bookings).innerJoin(shifts, eq8(shifts.id, bookings.shiftId)).where(eq8(bookings.contactId, contactId)).orderBy(asc(shifts.startsAt));
}
async function findBooking(db, bookingId) {
  const [row] = await db.select({ booking: bookings, shift: shifts }).from(bookings).innerJoin(shifts, eq8(shifts.id, bookings.shiftId)).where(eq8(bookings.id, bookingId));
  return row;
}

// src/shifts/view.ts
function shiftView(shift, locale) {
  const texts2 = shift.texts[locale] ?? Object.values(shift.texts)[0] ?? { title: "", place: "", details: "" };
  const { id, kind, startsAt, endsAt, timezone: timezone2, seats, booked } = shift;
  return { id, kind, ...texts2, startsAt, endsAt, timezone: timezone2, seats, left: seats - booked };
}
function bookingView(booking, shift, locale, now) {
  return { id: booking.id, state: booking.state, shift: shiftView(shift, locale), over: shift.endsAt <= now };
}

// src/signups/queries.ts
import { countDistinct, eq as eq9, sql as sql10, sum } from "drizzle-orm";
init_errors();
async function findSignup(db, id) {
  const [signup] = await db.select().from(signups).where(eq9(signups.id, id));
  return signup;
}
async function openSignup(deps2, purpose, token) {
  const content = readToken(deps2.config.secret, purpose, token);
  const [signupId] = content?.ids ?? [];
  if (!content || !signupId) throw new AppError("forbidden");
  if (content.at < deps2.clock.now()) throw new AppError("gone");
  const signup = await findSignup(deps2.db, signupId);
  const campaign = signup && (await campaignsById(deps2.db, [signup.campaignId])).get(signup.campaignId);
  const view = campaign && campaignView(campaign, signup.locale);
  if (!signup || !campaign || !view) throw new AppError("gone");
  return { signup, campaign, view };
}
async function campaignProgress(db, campaign) {
  const { kind, target } = campaign.settings.goal;
  return { kind, target, value: await goalValue(db, campaign.id, kind) };
}
async function goalValue(db, campaignId, kind) {
  if (kind === "signups") {
    const [row2] = await db.select({ value: countDistinct(signups.contactId) }).from(signups).where(eq9(signups.campaignId, campaignId));
    return row2?.value ?? 0;
  }
  if (kind === "bookings") {
    const [row2] = await db.select({ value: sum(shifts.booked).mapWith(Number) }).from(shifts).where(eq9(shifts.campaignId, campaignId));
    return row2?.value ?? 0;
  }
  const pledged = { money: "money", hours: "hours", actions: "action" };
  const [row] = await db.select({
    value: sql10`coalesce(sum(coalesce(${pledges.amountMinor}, ${pledges.count})), 0)`.mapWith(Number)
  }).from(pledges).where(sql10`${pledges.campaignId} = ${campaignId} and ${pledges.kind} = ${pledged[kind]}`);
  return row?.value ?? 0;
}

// src/reports/form.ts
import { z as z2 } from "zod";
var schema = z2.object({
  answer: z2.enum(["attended", "missed"]),
  count: z2.union([
    z2.literal("").transform(() => null),
    z2.string().regex(/^\d{1,5}$/).transform(Number)
  ]),
  note: z2.string().trim().max(5e3)
});
var errorOf = {
  answer: "required",
  count: "count",
  note: "too-long"
};
function readAttendanceReport(form) {
  const parsed = schema.safeParse({
    answer: first(form, "answer"),
    count: first(form, "count").trim(),
    note: first(form, "note").replaceAll("\0", "")
  });
  if (parsed.success) return { ok: true, report: { ...parsed.data, needsHelp: first(form, "needsHelp") === "yes" } };
  const fields = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  const names = ["answer", "count", "note"].filter((name) => fields.has(name));
  return { ok: false, errors: Object.fromEntries(names.map((name) => [name, errorOf[name]])) };
}

// src/reports/pages.tsx
init_locales();

// src/ui/fields.tsx
init_locales();
import { jsx as jsx24, jsxs as jsxs17 } from "hono/jsx/jsx-runtime";
function TextField(props) {
  const { form, name, required: required3 = false, type = "text", lines } = props;
  const shared2 = {
    id: fieldId(name),
    name,
    required: required3,
    autocomplete: props.autocomplete ?? "off",
    enterkeyhint: props.enterkeyhint ?? "next",
    ...props.autocapitalize === void 0 ? {} : { autocapitalize: props.autocapitalize },
    ...describedBy(props),
    ...form.errors[name] === void 0 ? {} : { "aria-invalid": "true" }
  };
  return /* @__PURE__ */ jsxs17("div", { class: props.unmarked ? "field field-inline" : "field", children: [
    /* @__PURE__ */ jsxs17("label", { for: shared2.id, children: [
      props.label,
      /* @__PURE__ */ jsx24(Optional, { ...props })
    ] }),
    /* @__PURE__ */ jsx24(Hint, { ...props }),
    lines === void 0 ? /* @__PURE__ */ jsx24(
      "input",
      {
        ...shared2,
        type,
        value: typedIn(form, name),
        ...props.inputmode === void 0 ? {} : { inputmode: props.inputmode }
      }
    ) : /* @__PURE__ */ jsx24("textarea", { ...shared2, rows: lines, children: typedIn(form, name) }),
    /* @__PURE__ */ jsx24(Problem, { ...props })
  ] });
}
function Choices(props) {
  const { form, name, type, options, preset, look, required: required3 = false } = props;
  const chosen2 = valuesOf(form, name);
  const picked = chosen2.length > 0 ? chosen2 : preset === void 0 ? [] : [preset];
  const invalid = form.errors[name] !== void 0;
  const group = type === "radio" ? { role: "radiogroup", "aria-required": required3, "aria-invalid": invalid } : {};
  return /* @__PURE__ */ jsxs17("fieldset", { class: "field", ...group, ...describedBy(props), children: [
    /* @__PURE__ */ jsxs17("legend", { children: [
      props.label,
      /* @__PURE__ */ jsx24(Optional, { ...props })
    ] }),
    /* @__PURE__ */ jsx24(Hint, { ...props }),
    /* @__PURE__ */ jsx24("div", { class: look === "tiles" ? `tiles tiles-${Math.min(options.length, 5)}` : look, children: options.map(({ value, label, unit }, index11) => /* @__PURE__ */ jsxs17("label", { class: "choice", children: [
      /* @__PURE__ */ jsx24(
        "input",
        {
          type,
          id: index11 === 0 ? fieldId(name) : `${fieldId(name)}-${index11}`,
          name,
          value,
          checked: picked.includes(value),
          ...invalid && type === "checkbox" ? { "aria-invalid": "true" } : {}
        }
      ),
      /* @__PURE__ */ jsxs17("span", { children: [
        label,
        unit !== void 0 && /* @__PURE__ */ jsxs17("small", { children: [
          " ",
          unit
        ] })
      ] })
    ] }, value)) }),
    /* @__PURE__ */ jsx24(Problem, { ...props })
  ] });
}
function ErrorSummary({
  form,
  locale,
  labels
}) {
  const t = messages(locale).pages;
  const wrong = labels.flatMap(([name, label]) => {
    const error = form.errors[name];
    return error === void 0 ? [] : [{ name, label, sentence: errorSentence(locale, name, error) }];
  });
  if (wrong.length === 0) return form.notice === void 0 ? null : /* @__PURE__ */ jsx24(Alert, { text: t.notices[form.notice] });
  return /* @__PURE__ */ jsxs17("div", { class: "alert", role: "alert", tabindex: -1, children: [
    /* @__PURE__ */ jsx24(AlertIcon, {}),
    /* @__PURE__ */ jsxs17("div", { children: [
      /* @__PURE__ */ jsx24("p", { class: "alert-title", children: t.form.errorsTitle(wrong.length) }),
      /* @__PURE__ */ jsx24("ul", { children: wrong.map(({ name, label, sentence }) => /* @__PURE__ */ jsxs17("li", { children: [
        /* @__PURE__ */ jsx24("a", { href: `#${fieldId(name)}`, children: label }),
        " ",
        /* @__PURE__ */ jsx24("span", { children: sentence })
      ] }, name)) }),
      form.notice !== void 0 && /* @__PURE__ */ jsx24("p", { children: t.notices[form.notice] })
    ] })
  ] });
}
function errorSentence(locale, name, error) {
  const { errors, missing: missing2 } = messages(locale).pages;
  if (error !== "required") return errors[error];
  return Object.entries(missing2).find(([field2]) => field2 === name)?.[1] ?? errors.required;
}
function typedIn(form, name) {
  return valuesOf(form, name)[0] ?? "";
}
function valuesOf(form, name) {
  const value = form.values[name];
  if (value === void 0) return [];
  return typeof value === "string" ? [value] : value;
}
function fieldId(name) {
  return `field-${name}`;
}
function Alert({ text: text12 }) {
  return /* @__PURE__ */ jsxs17("div", { class: "alert", role: "alert", tabindex: -1, children: [
    /* @__PURE__ */ jsx24(AlertIcon, {}),
    /* @__PURE__ */ jsx24("p", { class: "alert-title", children: text12 })
  ] });
}
function Optional({ locale, required: required3 = false, unmarked = false }) {
  return required3 || unmarked ? null : /* @__PURE__ */ jsx24("span", { class: "optional", children: messages(locale).pages.form.optional });
}
function Hint({ name, hint }) {
  return hint === void 0 ? null : /* @__PURE__ */ jsx24("p", { class: "hint", id: `hint-${name}`, children: hint });
}
function Problem({ form, locale, name }) {
  const error = form.errors[name];
  return error === void 0 ? null : /* @__PURE__ */ jsxs17("p", { class: "problem", id: `error-${name}`, children: [
    /* @__PURE__ */ jsx24(AlertIcon, {}),
    errorSentence(locale, name, error)
  ] });
}
function describedBy({ form, name, hint }) {
  const ids = [hint === void 0 ? "" : `hint-${name}`, form.errors[name] === void 0 ? "" : `error-${name}`];
  const present = ids.filter((id) => id !== "");
  return present.length === 0 ? {} : { "aria-describedby": present.join(" ") };
}

// src/ui/share-box.tsx
init_locales();
import { jsx as jsx25, jsxs as jsxs18 } from "hono/jsx/jsx-runtime";
function ShareBox({ locale, url: url3, text: text12, title }) {
  const t = messages(locale).pages.share;
  const words = encodeURIComponent(`${text12} ${url3}`);
  const ways = [
    { key: "whatsapp", href: `https://wa.me/?text=${words}` },
    { key: "facebook", href: `https://www.facebook.com/sharer/sharer.php?u=${encodeURIComponent(url3)}` },
    {
      key: "email",
      href: `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(`${text12}

${url3}`)}`
    }
  ];
  return /* @__PURE__ */ jsxs18("section", { class: "share", id: "share", "aria-labelledby": "share-title", children: [
    /* @__PURE__ */ jsx25("h2", { id: "share-title", children: t.title }),
    /* @__PURE__ */ jsx25("p", { children: t.text }),
    /* @__PURE__ */ jsx25("blockquote", { class: "share-words", children: text12 }),
    /* @__PURE__ */ jsx25("label", { class: "share-link-label", for: "share-link", children: t.link }),
    /* @__PURE__ */ jsxs18("div", { class: "share-row", children: [
      /* @__PURE__ */ jsx25("input", { id: "share-link", class: "share-link", type: "text", readonly: true, value: url3 }),
      /* @__PURE__ */ jsx25("button", { class: "button button-quiet", type: "button", "data-copy": "share-link", hidden: true, children: t.copy })
    ] }),
    /* @__PURE__ */ jsxs18("div", { class: "share-row", children: [
      /* @__PURE__ */ jsxs18(
        "button",
        {
          class: "button",
          type: "button",
          "data-share-title": title,
          "data-share-text": text12,
          "data-share-url": url3,
          hidden: true,
          children: [
            t.native,
            /* @__PURE__ */ jsx25(ArrowIcon, {})
          ]
        }
      ),
      ways.map(({ key, href }) => /* @__PURE__ */ jsx25(
        "a",
        {
          class: "button button-quiet",
          href,
          rel: "noopener noreferrer",
          "aria-label": t.byNamed(t.by[key]),
          children: t.by[key]
        },
        key
      ))
    ] })
  ] });
}

// src/ui/shift-card.tsx
init_locales();
init_shift_time();
import { jsx as jsx26, jsxs as jsxs19 } from "hono/jsx/jsx-runtime";
function ShiftCard({ shift, locale, level = 3, children }) {
  const t = messages(locale).pages.shift;
  const time = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const Heading2 = level === 2 ? "h2" : "h3";
  return /* @__PURE__ */ jsxs19("article", { class: `ticket ticket-${shift.kind}`, children: [
    /* @__PURE__ */ jsxs19("p", { class: "leaf", "aria-hidden": "true", children: [
      /* @__PURE__ */ jsx26("span", { class: "leaf-weekday", children: time.leaf.weekday }),
      /* @__PURE__ */ jsx26("span", { class: "leaf-day", children: time.leaf.day }),
      /* @__PURE__ */ jsx26("span", { class: "leaf-month", children: time.leaf.month })
    ] }),
    /* @__PURE__ */ jsxs19("div", { class: "ticket-body", children: [
      /* @__PURE__ */ jsx26("p", { class: "ticket-kind", children: t.kinds[shift.kind] }),
      /* @__PURE__ */ jsx26(Heading2, { children: shift.title }),
      /* @__PURE__ */ jsxs19("p", { class: "ticket-line", children: [
        /* @__PURE__ */ jsx26(ClockIcon, {}),
        /* @__PURE__ */ jsxs19("span", { children: [
          /* @__PURE__ */ jsx26("time", { datetime: shift.startsAt.toISOString(), children: time.date }),
          /* @__PURE__ */ jsx26("br", {}),
          t.zone(time.hours, time.zone)
        ] })
      ] }),
      /* @__PURE__ */ jsxs19("p", { class: "ticket-line", children: [
        /* @__PURE__ */ jsx26(PlaceIcon, {}),
        /* @__PURE__ */ jsx26("span", { children: shift.place })
      ] }),
      shift.details !== "" && /* @__PURE__ */ jsx26("p", { class: "ticket-details", children: shift.details }),
      children
    ] })
  ] });
}
function OpenShift({ shift, locale, action }) {
  const t = messages(locale).pages.shift;
  const { date: date2 } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  return /* @__PURE__ */ jsx26(ShiftCard, { shift, locale, children: /* @__PURE__ */ jsxs19("form", { class: "ticket-act", method: "post", action, "data-inplace": "", children: [
    /* @__PURE__ */ jsx26("input", { type: "hidden", name: "shift", value: shift.id }),
    shift.left > 0 && /* @__PURE__ */ jsx26("button", { class: "button", type: "submit", "aria-label": t.bookNamed(shift.title, date2), children: t.book }),
    /* @__PURE__ */ jsx26(Seats, { shift, locale })
  ] }) });
}
function Seats({ shift, locale }) {
  const t = messages(locale).pages.shift;
  const { seats, left } = shift;
  return /* @__PURE__ */ jsxs19("span", { class: "seats", children: [
    seats <= 12 && /* @__PURE__ */ jsx26("svg", { class: "seats-drawn", viewBox: `0 0 ${seats * 10} 10`, width: seats * 10, height: "10", "aria-hidden": "true", children: Array.from({ length: seats }, (_, seat) => seat).map((seat) => /* @__PURE__ */ jsx26(
      "circle",
      {
        class: seat < seats - left ? "seat-taken" : "seat-free",
        cx: seat * 10 + 5,
        cy: "5",
        r: "3.5"
      },
      seat
    )) }),
    left > 0 ? t.left(left) : t.full
  ] });
}
function BookedShift({ booking, locale, spacePath }) {
  const t = messages(locale).pages.shift;
  const { shift, state, over } = booking;
  const { date: date2 } = shiftTime(locale, shift.startsAt, shift.endsAt, shift.timezone);
  const path5 = `${spacePath ?? ""}/bookings/${booking.id}`;
  return /* @__PURE__ */ jsx26(ShiftCard, { shift, locale, children: /* @__PURE__ */ jsxs19("div", { class: "ticket-act", children: [
    /* @__PURE__ */ jsxs19("p", { class: `stamp stamp-${state}`, children: [
      (state === "booked" || state === "attended") && /* @__PURE__ */ jsx26(CheckIcon, {}),
      t[state]
    ] }),
    spacePath !== void 0 && state === "booked" && over && /* @__PURE__ */ jsx26("a", { class: "button", href: `${path5}/report`, "aria-label": t.reportNamed(shift.title, date2), children: t.report }),
    spacePath !== void 0 && state === "booked" && !over && /* @__PURE__ */ jsx26("a", { href: `${path5}/cancel`, "aria-label": t.cancelNamed(shift.title, date2), children: t.cancel })
  ] }) });
}

// src/reports/pages.tsx
import { jsx as jsx27, jsxs as jsxs20 } from "hono/jsx/jsx-runtime";
var untouched = { values: {}, errors: {}, token: "" };
function ReportPage(props) {
  const { locale, baseUrl, campaign, booking, spacePath, answer, form = untouched } = props;
  const t = messages(locale).pages;
  const path5 = `${spacePath}/bookings/${booking.id}/report`;
  const count = countField(booking);
  const labels = [...count ? [["count", t.fields[count]]] : []];
  return /* @__PURE__ */ jsxs20(PersonalPage, { locale, baseUrl, path: path5, title: t.report.title, campaign, children: [
    /* @__PURE__ */ jsx27(Band, { title: t.report.title, lead: answer === void 0 ? t.report.text : t.report.preset[answer] }),
    /* @__PURE__ */ jsx27("div", { class: "column", children: /* @__PURE__ */ jsxs20("form", { class: "report", method: "post", action: path5, novalidate: true, "data-inplace": "", "data-draft": "", children: [
      /* @__PURE__ */ jsx27(
        ErrorSummary,
        {
          form,
          locale,
          labels: [["answer", t.fields.answer], ...labels, ["note", t.fields.note]]
        }
      ),
      /* @__PURE__ */ jsx27("div", { id: fieldId("answer"), tabindex: -1, children: /* @__PURE__ */ jsx27(Answers, { locale, answer }) }),
      /* @__PURE__ */ jsx27(ShiftCard, { shift: booking.shift, locale, level: 2 }),
      /* @__PURE__ */ jsx27("h2", { children: t.report.more }),
      count && /* @__PURE__ */ jsx27(TextField, { form, locale, name: "count", label: t.fields[count], inputmode: "numeric" }),
      /* @__PURE__ */ jsx27(TextField, { form, locale, name: "note", label: t.fields.note, hint: t.hints.note, lines: 4 }),
      /* @__PURE__ */ jsx27(NeedsHelp, { locale, form }),
      /* @__PURE__ */ jsx27(Answers, { locale, answer })
    ] }) })
  ] });
}
function Answers({ locale, answer }) {
  const t = messages(locale).pages.report;
  const order = answer === "missed" ? ["missed", "attended"] : ["attended", "missed"];
  return /* @__PURE__ */ jsx27("div", { class: "acts", children: order.map((value, index11) => /* @__PURE__ */ jsxs20(
    "button",
    {
      class: index11 === 0 ? "button button-large" : "button button-large button-quiet",
      type: "submit",
      name: "answer",
      value,
      children: [
        value === "attended" && /* @__PURE__ */ jsx27(CheckIcon, {}),
        t[value]
      ]
    },
    value
  )) });
}
function NeedsHelp({ locale, form }) {
  const t = messages(locale).pages;
  return /* @__PURE__ */ jsxs20("div", { class: "consent", children: [
    /* @__PURE__ */ jsxs20("label", { class: "choice", for: fieldId("needsHelp"), children: [
      /* @__PURE__ */ jsx27(
        "input",
        {
          type: "checkbox",
          id: fieldId("needsHelp"),
          name: "needsHelp",
          value: "yes",
          checked: typedIn(form, "needsHelp") === "yes",
          "aria-describedby": "hint-needsHelp"
        }
      ),
      /* @__PURE__ */ jsx27("span", { children: t.fields.needsHelp })
    ] }),
    /* @__PURE__ */ jsx27("p", { class: "hint", id: "hint-needsHelp", children: t.hints.needsHelp })
  ] });
}
function countField(booking) {
  if (booking.shift.kind === "canvass") return "doorsDone";
  return booking.shift.kind === "phone-bank" ? "callsDone" : void 0;
}
function ReportThanksPage(props) {
  const { locale, baseUrl, campaign, spacePath, answer, needsHelp, shifts: shifts2, shareUrl } = props;
  const t = messages(locale).pages;
  const attended = answer === "attended";
  const title = attended ? t.report.thanksAttended : t.report.thanksMissed;
  return /* @__PURE__ */ jsxs20(PersonalPage, { locale, baseUrl, path: spacePath, title, campaign, children: [
    /* @__PURE__ */ jsx27(
      Band,
      {
        title,
        lead: attended ? t.report.thanksAttendedText : t.report.thanksMissedText,
        picture: campaign.settings.picture
      }
    ),
    /* @__PURE__ */ jsxs20("div", { class: "column", children: [
      needsHelp && /* @__PURE__ */ jsx27("p", { class: "lead", children: t.report.helpComing }),
      shifts2.length > 0 && /* @__PURE__ */ jsxs20("section", { id: "shifts", "aria-labelledby": "shifts-title", children: [
        /* @__PURE__ */ jsx27("h2", { id: "shifts-title", children: t.next.moreShifts }),
        /* @__PURE__ */ jsx27("div", { class: "tickets", children: shifts2.map((shift) => /* @__PURE__ */ jsx27(OpenShift, { shift, locale, action: `${spacePath}/bookings` }, shift.id)) })
      ] }),
      /* @__PURE__ */ jsx27(ShareBox, { locale, url: shareUrl, text: campaign.text.share, title: campaign.text.title }),
      /* @__PURE__ */ jsx27("p", { children: /* @__PURE__ */ jsx27("a", { class: "button button-quiet", href: spacePath, children: t.report.backToSpace }) })
    ] })
  ] });
}

// src/reports/queries.ts
import { eq as eq10 } from "drizzle-orm";

// src/reports/table.ts
import { boolean as boolean3, index as index10, integer as integer5, pgTable as pgTable11, text as text11, timestamp as timestamp11, uuid as uuid11 } from "drizzle-orm/pg-core";
var reports = pgTable11(
  "reports",
  {
    id: uuid11().primaryKey(),
    contactId: uuid11().notNull().references(() => contacts.id),
    campaignId: uuid11().notNull().references(() => campaigns.id),
    bookingId: uuid11().unique().references(() => bookings.id),
    pledgeId: uuid11().unique().references(() => pledges.id),
    kind: text11({ enum: ["attended", "missed", "pledge-kept"] }).notNull(),
    /** Doors knocked or calls made, where the work is counted. */
    count: integer5(),
    note: text11().notNull().default(""),
    needsHelp: boolean3().notNull().default(false),
    createdAt: timestamp11({ withTimezone: true }).notNull()
  },
  (table) => [index10("reports_contact_index").on(table.contactId), index10("reports_campaign_index").on(table.campaignId)]
);

// src/reports/queries.ts
async function findReport(db, bookingId) {
  const [report] = await db.select().from(reports).where(eq10(reports.bookingId, bookingId));
  return report;
}

// src/reports/report-attendance.ts
import { and as and4, eq as eq11, ne } from "drizzle-orm";
import { v7 as uuidv74 } from "uuid";
async function reportAttendance(tx, { bookingId, contactId, report, at }) {
  const { answer, count, note, needsHelp } = report;
  const [booking] = await tx.update(bookings).set({ state: answer, changedAt: at }).where(and4(eq11(bookings.id, bookingId), eq11(bookings.contactId, contactId), ne(bookings.state, "cancelled"))).returning();
  if (!booking) return false;
  const { campaignId } = booking;
  const said = { kind: answer, count, note, needsHelp };
  await tx.insert(reports).values({ id: uuidv74(), contactId, campaignId, bookingId, createdAt: at, ...said }).onConflictDoUpdate({ target: reports.bookingId, set: said });
  const data = { bookingId, answer, count, needsHelp };
  await track(tx, [{ kind: "report.recorded", contactId, campaignId, data, at }]);
  return true;
}

// src/reports/report-pledge.ts
import { and as and5, eq as eq12, isNull } from "drizzle-orm";
import { v7 as uuidv75 } from "uuid";
async function reportPledge(tx, { pledgeId, contactId, at }) {
  const mine = and5(eq12(pledges.id, pledgeId), eq12(pledges.contactId, contactId));
  const [pledge] = await tx.update(pledges).set({ reportedAt: at }).where(and5(mine, isNull(pledges.reportedAt))).returning();
  if (!pledge) return await tx.$count(pledges, mine) > 0;
  const { campaignId, count } = pledge;
  await tx.insert(reports).values({ id: uuidv75(), contactId, campaignId, pledgeId, kind: "pledge-kept", count, createdAt: at }).onConflictDoNothing();
  await track(tx, [{ kind: "report.recorded", contactId, campaignId, data: { pledgeId, answer: "kept" }, at }]);
  return true;
}

// src/reports/routes.tsx
import { jsx as jsx28 } from "hono/jsx/jsx-runtime";
function reportRoutes(deps2) {
  const app = new Hono10();
  const { config: config2, db, clock } = deps2;
  app.get("/s/:token/bookings/:booking/report", async (c) => {
    const visitor = await openSpace(deps2, "space", c.req.param("token"));
    const booking = await bookingOf(visitor, c.req.param("booking"));
    const asked = c.req.query("answer");
    const answer = asked === "attended" || asked === "missed" ? asked : void 0;
    return await personalPage(c, reportPage(visitor, booking, answer));
  });
  app.post("/s/:token/bookings/:booking/report", async (c) => {
    const visitor = await openSpace(deps2, "space", c.req.param("token"));
    const booking = await bookingOf(visitor, c.req.param("booking"));
    const form = await readForm(c);
    const report = readAttendanceReport(form);
    if (!report.ok) {
      const values = Object.fromEntries(form);
      const again2 = reportPage(visitor, booking, void 0, { values, errors: report.errors, token: "" });
      return await personalPage(c, again2, 422);
    }
    const said = { bookingId: booking.id, contactId: visitor.contact.id, report: report.report, at: clock.now() };
    if (!await db.transaction((tx) => reportAttendance(tx, said))) throw new AppError("gone");
    return seeOther(c, `${visitor.path}/bookings/${booking.id}/report/thanks`);
  });
  app.get("/s/:token/bookings/:booking/report/thanks", async (c) => {
    const visitor = await openSpace(deps2, "space", c.req.param("token"));
    const { campaign, view, path: path5 } = visitor;
    const booking = await bookingOf(visitor, c.req.param("booking"));
    const report = await findReport(db, booking.id);
    if (report?.kind !== "attended" && report?.kind !== "missed") throw new AppError("gone");
    const shifts2 = await upcomingShifts(db, campaign.id, clock.now());
    const page = /* @__PURE__ */ jsx28(
      ReportThanksPage,
      {
        locale: view.locale,
        baseUrl: config2.baseUrl,
        campaign: view,
        spacePath: path5,
        answer: report.kind,
        needsHelp: report.needsHelp,
        shifts: shifts2.map((shift) => shiftView(shift, view.locale)),
        shareUrl: `${config2.baseUrl}/${view.locale}/${campaign.slug}`
      }
    );
    return await personalPage(c, page);
  });
  app.post("/s/:token/pledges/:pledge/report", async (c) => {
    const { contact: contact2, path: path5 } = await openSpace(deps2, "space", c.req.param("token"));
    await keepPledge(idParameter(c.req.param("pledge")), contact2.id);
    return seeOther(c, `${path5}?outcome=pledge-kept`);
  });
  app.post("/:locale{fr|en}/:slug/next/:token/pledge-report", async (c) => {
    const { signup } = await openSignup(deps2, "signup", c.req.param("token"));
    await keepPledge(idParameter(first(await readForm(c), "pledge")), signup.contactId);
    return seeOther(c, `${c.req.path.replace(/\/pledge-report$/, "")}?outcome=pledge-kept`);
  });
  async function keepPledge(pledgeId, contactId) {
    const kept = await db.transaction((tx) => reportPledge(tx, { pledgeId, contactId, at: clock.now() }));
    if (!kept) throw new AppError("gone");
  }
  async function bookingOf({ contact: contact2, view }, id) {
    const found = await findBooking(db, idParameter(id));
    if (found?.booking.contactId !== contact2.id) throw new AppError("gone");
    return bookingView(found.booking, found.shift, view.locale, clock.now());
  }
  function reportPage({ view, path: path5 }, booking, answer, form) {
    return /* @__PURE__ */ jsx28(
      ReportPage,
      {
        locale: view.locale,
        baseUrl: config2.baseUrl,
        campaign: view,
        booking,
        spacePath: path5,
        answer,
        form
      }
    );
  }
  return app;
}

// src/shifts/routes.tsx
import { Hono as Hono11 } from "hono";
init_errors();

// src/shifts/book-shift.ts
import { and as and6, eq as eq13, gt as gt2, lt as lt4, sql as sql11 } from "drizzle-orm";
import { v7 as uuidv76 } from "uuid";
async function bookShift(tx, request) {
  const { shiftId, contactId, campaignId, locale, at } = request;
  const [seat] = await tx.update(shifts).set({ booked: sql11`${shifts.booked} + 1` }).where(
    and6(
      eq13(shifts.id, shiftId),
      eq13(shifts.campaignId, campaignId),
      gt2(shifts.startsAt, at),
      lt4(shifts.booked, shifts.seats)
    )
  ).returning({ id: shifts.id });
  if (!seat) return await withoutSeat(tx, request);
  const [booking] = await tx.insert(bookings).values({ id: uuidv76(), shiftId, contactId, campaignId, locale, state: "booked", createdAt: at, changedAt: at }).onConflictDoUpdate({
    target: [bookings.shiftId, bookings.contactId],
    set: { state: "booked", sequence: sql11`${bookings.sequence} + 1`, changedAt: at, locale },
    setWhere: eq13(bookings.state, "cancelled")
  }).returning({ id: bookings.id, sequence: bookings.sequence });
  if (!booking) {
    await tx.update(shifts).set({ booked: sql11`${shifts.booked} - 1` }).where(eq13(shifts.id, shiftId));
    return await withoutSeat(tx, request);
  }
  const data = { bookingId: booking.id, shiftId, sequence: booking.sequence };
  await track(tx, [{ kind: "booking.made", contactId, campaignId, data, at }]);
  return { ok: true, bookingId: booking.id };
}
async function withoutSeat(tx, { shiftId, contactId, campaignId, at }) {
  const [existing] = await tx.select({ id: bookings.id, state: bookings.state }).from(bookings).where(and6(eq13(bookings.shiftId, shiftId), eq13(bookings.contactId, contactId)));
  if (existing && existing.state !== "cancelled") return { ok: true, bookingId: existing.id };
  const open = await tx.$count(
    shifts,
    and6(eq13(shifts.id, shiftId), eq13(shifts.campaignId, campaignId), gt2(shifts.startsAt, at))
  );
  return { ok: false, reason: open > 0 ? "full" : "over" };
}

// src/shifts/cancel-booking.ts
import { and as and7, eq as eq14, sql as sql12 } from "drizzle-orm";
async function cancelBooking(tx, { bookingId, contactId, at }) {
  const mine = and7(eq14(bookings.id, bookingId), eq14(bookings.contactId, contactId));
  const [booking] = await tx.select().from(bookings).where(mine);
  if (!booking) return false;
  await tx.select({ id: shifts.id }).from(shifts).where(eq14(shifts.id, booking.shiftId)).for("update");
  const [cancelled] = await tx.update(bookings).set({ state: "cancelled", sequence: sql12`${bookings.sequence} + 1`, changedAt: at }).where(and7(mine, eq14(bookings.state, "booked"))).returning();
  if (!cancelled) {
    const [now] = await tx.select({ state: bookings.state }).from(bookings).where(mine);
    return now?.state === "cancelled";
  }
  await tx.update(shifts).set({ booked: sql12`${shifts.booked} - 1` }).where(eq14(shifts.id, booking.shiftId));
  const data = { bookingId, shiftId: booking.shiftId, sequence: cancelled.sequence };
  await track(tx, [{ kind: "booking.cancelled", contactId, campaignId: booking.campaignId, data, at }]);
  return true;
}

// src/shifts/pages.tsx
init_locales();
import { jsx as jsx29, jsxs as jsxs21 } from "hono/jsx/jsx-runtime";
function CancelPage({ locale, baseUrl, campaign, booking, spacePath }) {
  const t = messages(locale).pages.cancel;
  const path5 = `${spacePath}/bookings/${booking.id}/cancel`;
  return /* @__PURE__ */ jsxs21(PersonalPage, { locale, baseUrl, path: path5, title: t.title, campaign, children: [
    /* @__PURE__ */ jsx29(Band, { title: t.title, lead: t.text }),
    /* @__PURE__ */ jsxs21("div", { class: "column", children: [
      /* @__PURE__ */ jsx29(ShiftCard, { shift: booking.shift, locale, level: 2 }),
      /* @__PURE__ */ jsxs21("form", { class: "acts", method: "post", action: path5, "data-inplace": "", children: [
        /* @__PURE__ */ jsx29("button", { class: "button button-large", type: "submit", children: t.action }),
        /* @__PURE__ */ jsx29("a", { class: "button button-large button-quiet", href: spacePath, children: t.keep })
      ] })
    ] })
  ] });
}

// src/shifts/routes.tsx
import { jsx as jsx30 } from "hono/jsx/jsx-runtime";
function shiftRoutes(deps2) {
  const app = new Hono11();
  const { config: config2, db, clock } = deps2;
  app.post("/:locale{fr|en}/:slug/next/:token/bookings", async (c) => {
    const { signup } = await openSignup(deps2, "signup", c.req.param("token"));
    const { outcome, shiftId } = await book(await readForm(c), signup);
    return seeOther(c, `${c.req.path.replace(/\/bookings$/, "")}?outcome=${outcome}&shift=${shiftId}`);
  });
  app.post("/s/:token/bookings", async (c) => {
    const { contact: contact2, campaign, view, path: path5 } = await openSpace(deps2, "space", c.req.param("token"));
    const form = await readForm(c);
    const { outcome } = await book(form, { contactId: contact2.id, campaignId: campaign.id, locale: view.locale });
    return seeOther(c, `${path5}?outcome=${outcome}`);
  });
  app.get("/s/:token/bookings/:booking/cancel", async (c) => {
    const { contact: contact2, view, path: path5 } = await openSpace(deps2, "space", c.req.param("token"));
    const found = await findBooking(db, idParameter(c.req.param("booking")));
    if (found?.booking.contactId !== contact2.id) throw new AppError("gone");
    const booking = bookingView(found.booking, found.shift, view.locale, clock.now());
    if (booking.state !== "booked") return seeOther(c, path5);
    const page = /* @__PURE__ */ jsx30(CancelPage, { locale: view.locale, baseUrl: config2.baseUrl, campaign: view, booking, spacePath: path5 });
    return await personalPage(c, page);
  });
  app.post("/s/:token/bookings/:booking/cancel", async (c) => {
    const { contact: contact2, path: path5 } = await openSpace(deps2, "space", c.req.param("token"));
    const booking = { bookingId: idParameter(c.req.param("booking")), contactId: contact2.id, at: clock.now() };
    const cancelled = await db.transaction((tx) => cancelBooking(tx, booking));
    return seeOther(c, cancelled ? `${path5}?outcome=cancelled` : path5);
  });
  async function book(form, who) {
    const { contactId, campaignId, locale } = who;
    const shiftId = idParameter(first(form, "shift"));
    const request = { shiftId, contactId, campaignId, locale, at: clock.now() };
    const result = await db.transaction((tx) => bookShift(tx, request));
    return { outcome: result.ok ? "booked" : result.reason, shiftId };
  }
  return app;
}

// src/signups/routes.tsx
import { Hono as Hono12 } from "hono";

// src/db/stale-cache.ts
import { setTimeout as delay2 } from "node:timers/promises";
var patience2 = 2e3;
function createStaleCache(read, options) {
  const entries = /* @__PURE__ */ new Map();
  const firstReads = /* @__PURE__ */ new Map();
  async function readAgain(key, entry) {
    try {
      const value = await read(key);
      if (value === void 0) entries.delete(key);
      else entries.set(key, { value, readAt: Date.now(), reading: void 0 });
    } catch (error) {
      entry.readAt = Date.now() - options.freshFor / 2;
      options.onError(error);
    } finally {
      entry.reading = void 0;
    }
  }
  async function readFirst(key) {
    try {
      const value = await read(key);
      if (value !== void 0) entries.set(key, { value, readAt: Date.now(), reading: void 0 });
      return value;
    } finally {
      firstReads.delete(key);
    }
  }
  return {
    async find(key) {
      const entry = entries.get(key);
      if (!entry) {
        const reading = firstReads.get(key) ?? readFirst(key);
        firstReads.set(key, reading);
        return await reading;
      }
      const age = Date.now() - entry.readAt;
      if (age <= options.freshFor) return entry.value;
      entry.reading ??= readAgain(key, entry);
      if (age > options.staleFor) await Promise.race([entry.reading, delay2(patience2, void 0, { ref: false })]);
      return entries.get(key)?.value;
    },
    clear: () => entries.clear()
  };
}

// src/signups/routes.tsx
init_errors();
init_locales();

// src/signups/form.ts
import { z as z3 } from "zod";

// src/contacts/phone.ts
async function parsePhone(text12, country) {
  const { isSupportedCountry, parsePhoneNumberFromString } = await import("libphonenumber-js/min");
  const upper = country.toUpperCase();
  const number = isSupportedCountry(upper) ? parsePhoneNumberFromString(text12, upper) : parsePhoneNumberFromString(text12);
  return number?.isPossible() ? number.number : void 0;
}

// src/contacts/postal-code.ts
var canadian = /^([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[ -]?(\d[ABCEGHJ-NPRSTV-Z]\d)$/i;
function parsePostalCode(text12, country) {
  if (country.toUpperCase() !== "CA") return text12;
  const parts = canadian.exec(text12.trim());
  return parts ? `${parts[1]} ${parts[2]}`.toUpperCase() : void 0;
}

// src/pledges/form.ts
var maxAmountMinor = 1e7;
var maxCount = 1e4;
function readPledge(form, settings2, currency) {
  if (!settings2) return { ok: true, pledge: null };
  return settings2.kind === "money" ? readMoney(form, settings2, currency) : readCount(form, settings2);
}
function parseAmount(text12) {
  const bare = text12.replace(/[\s\u00a0\u202f'’]/g, "").replace(/^(?:CA|US)?[$€]|(?:[$€]|CAD|USD|EUR)$/gi, "");
  const decimal = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(bare);
  if (!decimal) return void 0;
  const whole = (decimal[1] ?? "").replace(/[.,]/g, "");
  if (whole.length > 12) return Number.MAX_SAFE_INTEGER;
  return Number(whole) * 100 + Number((decimal[2] ?? "").padEnd(2, "0"));
}
function readMoney(form, settings2, currency) {
  const { name, text: text12 } = chosen(form, "amount");
  if (text12 === "") {
    return settings2.required ? { ok: false, errors: { amount: "required" } } : { ok: true, pledge: null };
  }
  const amountMinor = parseAmount(text12);
  if (amountMinor === void 0 || amountMinor === 0) return { ok: false, errors: { [name]: "amount" } };
  if (amountMinor > maxAmountMinor) return { ok: false, errors: { [name]: "amount-range" } };
  const asked = first(form, "frequency");
  const frequency = settings2.frequencies.find((one) => one === asked) ?? settings2.frequencies[0] ?? "once";
  if (asked !== "" && asked !== frequency) return { ok: false, errors: { frequency: "choice" } };
  return { ok: true, pledge: { kind: "money", amountMinor, currency, frequency } };
}
function readCount(form, settings2) {
  const { name, text: text12 } = chosen(form, "count");
  if (text12 === "") {
    return settings2.required ? { ok: false, errors: { count: "required" } } : { ok: true, pledge: null };
  }
  const count = /^\d{1,9}$/.test(text12) ? Number(text12) : 0;
  if (count < 1 || count > maxCount) return { ok: false, errors: { [name]: "count" } };
  return {
    ok: true,
    pledge: settings2.kind === "hours" ? { kind: "hours", count } : { kind: "action", action: settings2.action, count }
  };
}
function chosen(form, name) {
  const own = first(form, `${name}Other`).trim();
  if (own !== "") return { name: `${name}Other`, text: own };
  const picked = first(form, name).trim();
  return { name, text: picked === "other" ? "" : picked };
}

// src/signups/form.ts
var availabilities = ["weekdays", "evenings", "weekends"];
var controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
var typed = (longest) => z3.string().transform((value) => value.replaceAll("\r\n", "\n").trim()).refine((value) => !controlCharacters.test(value), { error: "characters", abort: true }).refine((value) => value.length <= longest, { error: "too-long", abort: true });
var filled = (value) => value !== "";
var required = "required";
var schema2 = z3.object({
  // RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, an address in it 254.
  email: typed(254).refine(filled, { error: required, abort: true }).transform((value) => value.toLowerCase()).pipe(z3.email("email")),
  firstName: typed(200).refine(filled, required),
  lastName: typed(200),
  phone: typed(50),
  postalCode: typed(20),
  availability: z3.array(z3.enum(availabilities, "choice")),
  skills: z3.array(typed(50)),
  question: typed(5e3)
});
async function readSubmission(form, settings2, skills) {
  const asked = new Map(settings2.fields.map((field2) => [field2.name, field2.required]));
  const text12 = (name) => asked.has(name) ? first(form, name) : "";
  const list = (name) => asked.has(name) ? form.get(name) ?? [] : [];
  const parsed = schema2.safeParse({
    email: first(form, "email"),
    firstName: first(form, "firstName"),
    lastName: text12("lastName"),
    phone: text12("phone"),
    postalCode: text12("postalCode"),
    availability: list("availability"),
    skills: list("skills"),
    question: text12("question")
  });
  const errors = {};
  if (!parsed.success) {
    for (const issue of parsed.error.issues) errors[String(issue.path[0])] ??= fieldError(issue.message);
  }
  const pledge = readPledge(form, settings2.pledge, settings2.currency);
  if (!pledge.ok) Object.assign(errors, pledge.errors);
  if (!parsed.success || !pledge.ok) return { ok: false, errors: { ...missing(form, asked), ...errors } };
  const { phone, postalCode, ...rest } = parsed.data;
  const number = phone === "" ? "" : await parsePhone(phone, settings2.country);
  const code = postalCode === "" ? "" : parsePostalCode(postalCode, settings2.country);
  if (number === void 0) errors.phone = "phone";
  if (code === void 0) errors.postalCode = "postal-code";
  if (rest.skills.some((skill) => !skills.includes(skill))) errors.skills = "choice";
  Object.assign(errors, missing(form, asked));
  if (number === void 0 || code === void 0 || Object.keys(errors).length > 0) return { ok: false, errors };
  const consented = first(form, "consent") === "yes";
  return { ok: true, submission: { ...rest, phone: number, postalCode: code, consented, pledge: pledge.pledge } };
}
function missing(form, asked) {
  const absent = [...asked].filter(
    ([name, isRequired]) => isRequired && !(form.get(name) ?? []).some((value) => value.trim() !== "")
  );
  return Object.fromEntries(absent.map(([name]) => [name, required]));
}
function fieldError(code) {
  return code === "email" || code === "too-long" || code === "characters" || code === "choice" ? code : "required";
}

// src/signups/landing.ts
function createLandingFigures(deps2) {
  return createStaleCache(
    async (slug2) => {
      const campaign = await deps2.campaigns.find(slug2);
      return campaign && await readFigures(deps2, campaign);
    },
    { freshFor: 2e3, staleFor: 3e4, onError: deps2.onStale }
  );
}
function unknownFigures(campaign) {
  return { progress: { ...campaign.settings.goal, value: 0 }, shifts: [] };
}
async function readFigures({ db, clock }, campaign) {
  const [progress, shifts2] = await Promise.all([
    campaignProgress(db, campaign),
    upcomingShifts(db, campaign.id, clock.now())
  ]);
  return { progress, shifts: shifts2 };
}

// src/signups/limit.ts
import { RateLimiterMemory as RateLimiterMemory2 } from "rate-limiter-flexible";
function createSignupLimit(perMinute) {
  if (perMinute === 0) return { admit: async () => true, settle: async () => {
  } };
  const limiter = new RateLimiterMemory2({ points: perMinute, duration: 60 });
  const open = /* @__PURE__ */ new Map();
  function count(address2) {
    return limiter.consume(address2).then(
      () => true,
      () => false
    );
  }
  return {
    admit: (id, address2) => {
      const admitted = open.get(id) ?? count(address2);
      open.set(id, admitted);
      return admitted;
    },
    settle: async (id, address2, outcome) => {
      const admitted = open.get(id);
      if (!open.delete(id)) return;
      if (outcome === "not-kept" && await admitted) await limiter.reward(address2);
    }
  };
}

// src/signups/pages.tsx
init_locales();

// src/ui/outcome.tsx
init_locales();
import { jsx as jsx31, jsxs as jsxs22 } from "hono/jsx/jsx-runtime";
var refusals2 = ["full", "over", "unavailable"];
function OutcomeBanner({ outcome, locale }) {
  if (outcome === void 0) return null;
  const refused = refusals2.includes(outcome);
  return /* @__PURE__ */ jsxs22("div", { class: refused ? "alert" : "alert alert-good", role: refused ? "alert" : "status", tabindex: -1, children: [
    refused ? /* @__PURE__ */ jsx31(AlertIcon, {}) : /* @__PURE__ */ jsx31(CheckIcon, {}),
    /* @__PURE__ */ jsx31("p", { class: "alert-title", children: messages(locale).pages.outcomes[outcome] })
  ] });
}

// src/ui/pledge-card.tsx
init_locales();
import { Fragment as Fragment6, jsx as jsx32, jsxs as jsxs23 } from "hono/jsx/jsx-runtime";
function PledgeCard({ pledge, locale, action }) {
  const t = messages(locale).pages.pledge;
  const money = pledge.kind === "money";
  return /* @__PURE__ */ jsxs23("div", { class: "pledge", children: [
    /* @__PURE__ */ jsx32("p", { class: "pledge-words", children: pledgeSentence(locale, pledge) }),
    pledge.reported ? /* @__PURE__ */ jsxs23("p", { class: "stamp", children: [
      /* @__PURE__ */ jsx32(CheckIcon, {}),
      t.kept
    ] }) : /* @__PURE__ */ jsxs23(Fragment6, { children: [
      /* @__PURE__ */ jsx32("p", { children: money ? t.moneyText : t.otherText }),
      /* @__PURE__ */ jsxs23("div", { class: "pledge-acts", children: [
        money && pledge.donationUrl !== void 0 && /* @__PURE__ */ jsxs23("a", { class: "button button-large", href: pledge.donationUrl, target: "_blank", rel: "noopener", children: [
          t.donate,
          /* @__PURE__ */ jsx32(ArrowIcon, {})
        ] }),
        /* @__PURE__ */ jsxs23("form", { method: "post", action, "data-inplace": "", children: [
          /* @__PURE__ */ jsx32("input", { type: "hidden", name: "pledge", value: pledge.id }),
          /* @__PURE__ */ jsx32("button", { class: money ? "button button-quiet" : "button", type: "submit", children: money ? t.doneMoney : t.done })
        ] })
      ] })
    ] })
  ] });
}
function pledgeSentence(locale, pledge) {
  const { pledge: t, form } = messages(locale).pages;
  if (pledge.kind === "money") {
    const amount = formatMoney(locale, pledge.amountMinor ?? 0, pledge.currency ?? "CAD");
    return pledge.frequency === "monthly" ? t.monthly(amount) : t.money(amount);
  }
  const count = pledge.count ?? 0;
  const written = formatNumber(locale, count);
  if (pledge.kind === "hours") return t.hours(`${written} ${form.hours(count)}`);
  if (pledge.action === "doors") return t.doors(`${written} ${form.doors(count)}`);
  if (pledge.action === "calls") return t.calls(`${written} ${form.calls(count)}`);
  return t.other(written);
}

// src/ui/progress.tsx
init_locales();
import { Fragment as Fragment7, jsx as jsx33, jsxs as jsxs24 } from "hono/jsx/jsx-runtime";
var ridge = [
  [0, 54],
  [46, 45],
  [74, 49],
  [122, 34],
  [158, 40],
  [208, 24],
  [244, 31],
  [296, 13],
  [324, 20],
  [358, 6]
];
var ground = 60;
var summit = 358;
function ProgressRidge({
  progress,
  currency,
  locale
}) {
  const t = messages(locale).pages.landing;
  const { value, target, kind } = progress;
  const share = Math.min(1, Math.max(0, value / target));
  const write = (count) => kind === "money" ? formatMoney(locale, count, currency) : formatNumber(locale, count);
  return /* @__PURE__ */ jsxs24("div", { class: "progress", children: [
    /* @__PURE__ */ jsx33("p", { class: "progress-words", children: value <= 0 ? t.first(write(target)) : /* @__PURE__ */ jsxs24(Fragment7, { children: [
      /* @__PURE__ */ jsx33("strong", { children: write(value) }),
      " ",
      t.progress[kind](value, write(target))
    ] }) }),
    /* @__PURE__ */ jsx33(Ridge, { share }),
    share >= 1 && /* @__PURE__ */ jsx33("p", { class: "progress-more", children: t.reached })
  ] });
}
function Ridge({ share }) {
  const at = share * summit;
  const climbed = [...ridge.filter(([x]) => x < at), [at, heightAt(at)]];
  const outline = `M${ridge.map(([x, y]) => `${x} ${y}`).join("L")}`;
  return /* @__PURE__ */ jsxs24("svg", { class: "ridge", viewBox: "0 -26 400 86", "aria-hidden": "true", focusable: "false", children: [
    /* @__PURE__ */ jsx33("path", { class: "ridge-ahead", d: `${outline}L400 26V${ground}H0Z` }),
    /* @__PURE__ */ jsx33(
      "path",
      {
        class: "ridge-climbed",
        d: `M0 ${ground}L${climbed.map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}V${ground}Z`
      }
    ),
    /* @__PURE__ */ jsx33("path", { class: "ridge-pole", d: "M358 7V-24" }),
    /* @__PURE__ */ jsx33("path", { class: "ridge-flag", d: "M358 -25 384 -16.5 358 -8Z" }),
    /* @__PURE__ */ jsx33("circle", { class: "ridge-walker", cx: round(Math.max(9, at)), cy: round(heightAt(at) - 6), r: "6.5" })
  ] });
}
function heightAt(x) {
  for (const [index11, [x1, y1]] of ridge.entries()) {
    const next = ridge[index11 + 1];
    if (!next || x > next[0]) continue;
    return y1 + (next[1] - y1) * (x - x1) / (next[0] - x1);
  }
  return ridge.at(-1)?.[1] ?? ground;
}
function round(value) {
  return Math.round(value * 10) / 10;
}

// src/signups/signup-form.tsx
init_locales();
import { jsx as jsx34, jsxs as jsxs25 } from "hono/jsx/jsx-runtime";
function SignupForm({ campaign, form }) {
  const { locale, slug: slug2, settings: settings2, text: text12 } = campaign;
  const t = messages(locale).pages;
  return /* @__PURE__ */ jsxs25(
    "form",
    {
      class: "signup",
      id: "signup",
      method: "post",
      action: `/${locale}/${slug2}/signups`,
      novalidate: true,
      "aria-label": text12.title,
      "data-inplace": "",
      "data-draft": "",
      children: [
        /* @__PURE__ */ jsx34(ErrorSummary, { form, locale, labels: summaryLabels(campaign) }),
        /* @__PURE__ */ jsx34("input", { type: "hidden", name: "form", value: form.token }),
        settings2.pledge && /* @__PURE__ */ jsx34(PledgeFields, { campaign, form, pledge: settings2.pledge }),
        /* @__PURE__ */ jsx34(
          TextField,
          {
            ...shared(campaign, form, "email", true),
            type: "email",
            inputmode: "email",
            autocomplete: "email",
            autocapitalize: "none"
          }
        ),
        /* @__PURE__ */ jsx34(TextField, { ...shared(campaign, form, "firstName", true), autocomplete: "given-name", autocapitalize: "words" }),
        settings2.fields.map(({ name, required: required3 }) => /* @__PURE__ */ jsx34(AskedField, { campaign, form, name, required: required3 }, name)),
        /* @__PURE__ */ jsx34(Trap, { label: t.form.website }),
        /* @__PURE__ */ jsx34(Consent, { campaign, form }),
        /* @__PURE__ */ jsxs25("button", { class: "button button-large", type: "submit", children: [
          /* @__PURE__ */ jsx34("span", { children: text12.button }),
          /* @__PURE__ */ jsx34(ArrowIcon, {})
        ] }),
        /* @__PURE__ */ jsx34("p", { class: "fine", children: t.consent.who({ sender: settings2.sender.name }) })
      ]
    }
  );
}
function PledgeFields({ pledge, ...asked }) {
  return pledge.kind === "money" ? /* @__PURE__ */ jsx34(MoneyFields, { pledge, ...asked }) : /* @__PURE__ */ jsx34(CountFields, { pledge, ...asked });
}
function MoneyFields({ campaign, form, pledge }) {
  const { locale, settings: settings2 } = campaign;
  const t = messages(locale).pages;
  const amounts = pledge.amounts.map((minor) => ({
    value: plainAmount(minor, settings2.currency),
    label: formatMoney(locale, minor, settings2.currency)
  }));
  return /* @__PURE__ */ jsxs25("div", { class: "pledging", children: [
    /* @__PURE__ */ jsx34(Choices, { ...shared(campaign, form, "amount", pledge.required), type: "radio", look: "tiles", options: amounts }),
    /* @__PURE__ */ jsx34(TextField, { ...shared(campaign, form, "amountOther", false), unmarked: true, inputmode: "decimal" }),
    pledge.frequencies.length > 1 && /* @__PURE__ */ jsx34(
      Choices,
      {
        ...shared(campaign, form, "frequency", true),
        type: "radio",
        look: "pills",
        preset: pledge.frequencies[0],
        options: pledge.frequencies.map((value) => ({ value, label: t.form[value] }))
      }
    )
  ] });
}
function CountFields({ campaign, form, pledge }) {
  const { locale } = campaign;
  const unit = pledge.kind === "hours" ? "hours" : pledge.action;
  const word = messages(locale).pages.form[unit];
  const options = pledge.suggestions.map((count) => ({
    value: String(count),
    label: formatNumber(locale, count),
    unit: word(count)
  }));
  return /* @__PURE__ */ jsxs25("div", { class: "pledging", children: [
    /* @__PURE__ */ jsx34(Choices, { ...shared(campaign, form, "count", pledge.required), type: "radio", look: "tiles", options }),
    /* @__PURE__ */ jsx34(TextField, { ...shared(campaign, form, "countOther", false), unmarked: true, inputmode: "numeric" })
  ] });
}
function AskedField({ campaign, form, name, required: required3 }) {
  const { locale, text: text12 } = campaign;
  const t = messages(locale).pages;
  const common = shared(campaign, form, name, required3);
  switch (name) {
    case "lastName":
      return /* @__PURE__ */ jsx34(TextField, { ...common, autocomplete: "family-name", autocapitalize: "words" });
    case "phone":
      return /* @__PURE__ */ jsx34(TextField, { ...common, type: "tel", inputmode: "tel", autocomplete: "tel", hint: t.hints.phone });
    case "postalCode":
      return /* @__PURE__ */ jsx34(TextField, { ...common, autocomplete: "postal-code", autocapitalize: "characters", hint: t.hints.postalCode });
    case "availability": {
      const options = Object.entries(t.form.availability).map(([value, label]) => ({ value, label }));
      return /* @__PURE__ */ jsx34(Choices, { ...common, type: "checkbox", look: "pills", options });
    }
    case "skills": {
      const options = Object.entries(text12.skills).map(([value, label]) => ({ value, label }));
      return options.length === 0 ? null : /* @__PURE__ */ jsx34(Choices, { ...common, type: "checkbox", look: "pills", options });
    }
    case "question":
      return /* @__PURE__ */ jsx34(TextField, { ...common, lines: 3, autocapitalize: "sentences" });
  }
}
function Trap({ label }) {
  return /* @__PURE__ */ jsxs25("div", { class: "trap", "aria-hidden": "true", children: [
    /* @__PURE__ */ jsx34("label", { for: "field-website", children: label }),
    /* @__PURE__ */ jsx34("input", { type: "text", id: "field-website", name: "website", value: "", tabindex: -1, autocomplete: "off" })
  ] });
}
function Consent({ campaign, form }) {
  const { settings: settings2, locale } = campaign;
  const t = messages(locale).pages.consent;
  return /* @__PURE__ */ jsxs25("div", { class: "consent", children: [
    /* @__PURE__ */ jsxs25("label", { class: "choice", for: fieldId("consent"), children: [
      /* @__PURE__ */ jsx34(
        "input",
        {
          type: "checkbox",
          id: fieldId("consent"),
          name: "consent",
          value: "yes",
          checked: typedIn(form, "consent") === "yes",
          "aria-describedby": "hint-consent"
        }
      ),
      /* @__PURE__ */ jsx34("span", { children: t.consentWording({ sender: settings2.sender.name }) })
    ] }),
    /* @__PURE__ */ jsx34("p", { class: "hint", id: "hint-consent", children: t.optional })
  ] });
}
function shared(campaign, form, name, required3) {
  return { form, locale: campaign.locale, name, required: required3, label: labelOf(campaign, name) };
}
function summaryLabels(campaign) {
  const asked = campaign.settings.fields.map((field2) => field2.name);
  const names = [
    "amount",
    "amountOther",
    "frequency",
    "count",
    "countOther",
    "email",
    "firstName",
    ...asked,
    "consent"
  ];
  return names.map((name) => [name, labelOf(campaign, name)]);
}
function labelOf({ locale, settings: settings2, text: text12 }, name) {
  const { fields } = messages(locale).pages;
  if (name === "question") return text12.question ?? fields.question;
  if (name === "count" || name === "countOther") {
    const unit = settings2.pledge?.kind === "action" ? settings2.pledge.action : "hours";
    return name === "count" ? fields[unit] : fields[`${unit}Other`];
  }
  return Object.entries(fields).find(([field2]) => field2 === name)?.[1] ?? fields.answer;
}

// src/signups/pages.tsx
import { Fragment as Fragment8, jsx as jsx35, jsxs as jsxs26 } from "hono/jsx/jsx-runtime";
function LandingPage({ campaign, baseUrl, progress, form, shifts: shifts2 }) {
  const { locale, locales: locales2, slug: slug2, settings: settings2, text: text12 } = campaign;
  const wrong = Object.keys(form.errors).length > 0 || form.notice !== void 0;
  const t = messages(locale).pages.landing;
  return /* @__PURE__ */ jsxs26(
    PublicPage,
    {
      locale,
      locales: locales2,
      baseUrl,
      path: `/${slug2}`,
      title: wrong ? `\u26A0 ${text12.title}` : text12.title,
      description: text12.ask,
      colour: settings2.colour,
      card: `/${locale}/${slug2}/card.png`,
      composition: "poster",
      brand: { name: text12.title, href: `/${locale}/${slug2}` },
      children: [
        /* @__PURE__ */ jsxs26("div", { class: "poster", children: [
          /* @__PURE__ */ jsxs26("div", { class: `poster-words ${headlineSize(text12.headline)}`, children: [
            /* @__PURE__ */ jsx35("h1", { tabindex: -1, children: text12.headline }),
            /* @__PURE__ */ jsx35("p", { class: "poster-ask", children: text12.ask })
          ] }),
          /* @__PURE__ */ jsx35("img", { class: "poster-picture", src: `/pictures/${settings2.picture}`, alt: text12.pictureAlt, fetchpriority: "high" })
        ] }),
        /* @__PURE__ */ jsxs26("div", { class: "panel", children: [
          /* @__PURE__ */ jsxs26("section", { class: "sheet", "aria-label": t.form, children: [
            /* @__PURE__ */ jsx35(ProgressRidge, { progress, currency: settings2.currency, locale }),
            /* @__PURE__ */ jsx35(SignupForm, { campaign, form })
          ] }),
          /* @__PURE__ */ jsx35(Story, { campaign, shifts: shifts2 })
        ] })
      ]
    }
  );
}
function headlineSize(headline) {
  return headline.length <= 26 ? "headline-short" : headline.length <= 60 ? "headline" : "headline-long";
}
function Story({ campaign, shifts: shifts2 }) {
  const { locale, settings: settings2, text: text12 } = campaign;
  const t = messages(locale).pages.landing;
  return /* @__PURE__ */ jsxs26("div", { class: "story", children: [
    text12.story.length > 0 && /* @__PURE__ */ jsxs26("section", { "aria-labelledby": "story-title", children: [
      /* @__PURE__ */ jsx35("h2", { id: "story-title", children: t.story }),
      text12.story.map((paragraph) => /* @__PURE__ */ jsx35("p", { children: paragraph }, paragraph))
    ] }),
    shifts2.length > 0 && /* @__PURE__ */ jsxs26("section", { "aria-labelledby": "soon-title", children: [
      /* @__PURE__ */ jsx35("h2", { id: "soon-title", children: t.shifts }),
      /* @__PURE__ */ jsx35("p", { children: t.shiftsNote }),
      /* @__PURE__ */ jsx35("div", { class: "tickets", children: shifts2.map((shift) => /* @__PURE__ */ jsx35(ShiftCard, { shift, locale, children: /* @__PURE__ */ jsx35("p", { class: "ticket-act", children: /* @__PURE__ */ jsx35(Seats, { shift, locale }) }) }, shift.id)) })
    ] }),
    /* @__PURE__ */ jsx35(Sender, { sender: settings2.sender, legal: text12.legal, locale }),
    /* @__PURE__ */ jsx35("p", { children: /* @__PURE__ */ jsx35("a", { href: "#signup", children: t.toForm }) })
  ] });
}
function NextAskPage(props) {
  const { campaign, baseUrl, nextPath, thanks, consented, pledge, shifts: shifts2, booked, notice } = props;
  const { locale, settings: settings2, text: text12 } = campaign;
  const t = messages(locale).pages;
  const title = thanks ? t.next.thanks : t.next.title;
  return /* @__PURE__ */ jsxs26(PersonalPage, { locale, baseUrl, path: nextPath, title, campaign, children: [
    /* @__PURE__ */ jsx35(Band, { title, lead: thanks ? text12.thanks : void 0, picture: settings2.picture }),
    /* @__PURE__ */ jsxs26("div", { class: "column", children: [
      /* @__PURE__ */ jsx35(OutcomeBanner, { outcome: notice, locale }),
      thanks && /* @__PURE__ */ jsxs26("section", { class: "mail-note", "aria-labelledby": "mail-title", children: [
        /* @__PURE__ */ jsx35(MailIcon, {}),
        /* @__PURE__ */ jsxs26("div", { children: [
          /* @__PURE__ */ jsx35("h2", { id: "mail-title", children: t.next.mailTitle }),
          /* @__PURE__ */ jsx35("p", { children: consented ? t.next.mailConsented : t.next.mailOnly })
        ] })
      ] }),
      pledge && /* @__PURE__ */ jsxs26("section", { id: "pledge", "aria-labelledby": "pledge-title", children: [
        /* @__PURE__ */ jsx35("h2", { id: "pledge-title", children: pledge.kind === "money" ? t.pledge.moneyTitle : t.pledge.otherTitle }),
        /* @__PURE__ */ jsx35(PledgeCard, { pledge, locale, action: `${nextPath}/pledge-report` })
      ] }),
      /* @__PURE__ */ jsx35(Places, { campaign, nextPath, shifts: shifts2, booked }),
      /* @__PURE__ */ jsx35(ShareBox, { locale, url: `${baseUrl}/${locale}/${campaign.slug}`, text: text12.share, title: text12.title })
    ] })
  ] });
}
function Places({ campaign, nextPath, shifts: shifts2, booked }) {
  const { locale } = campaign;
  const t = messages(locale).pages.next;
  const open = shifts2.filter((shift) => !booked.some(({ id }) => id === shift.id));
  return /* @__PURE__ */ jsxs26(Fragment8, { children: [
    booked.length > 0 && /* @__PURE__ */ jsxs26("section", { "aria-labelledby": "booked-title", children: [
      /* @__PURE__ */ jsx35("h2", { id: "booked-title", children: t.bookedTitle }),
      /* @__PURE__ */ jsx35("div", { class: "tickets", children: booked.map((shift) => /* @__PURE__ */ jsx35(BookedShift, { booking: justBooked(shift), locale }, shift.id)) })
    ] }),
    open.length > 0 && /* @__PURE__ */ jsxs26("section", { id: "shifts", "aria-labelledby": "shifts-title", children: [
      /* @__PURE__ */ jsx35("h2", { id: "shifts-title", children: booked.length > 0 ? t.moreShifts : t.shiftTitle }),
      booked.length === 0 && /* @__PURE__ */ jsx35("p", { children: t.shiftText }),
      /* @__PURE__ */ jsx35("div", { class: "tickets", children: open.map((shift) => /* @__PURE__ */ jsx35(OpenShift, { shift, locale, action: `${nextPath}/bookings` }, shift.id)) })
    ] })
  ] });
}
function justBooked(shift) {
  return { id: shift.id, state: "booked", shift, over: false };
}

// src/signups/submission-id.ts
import { createHash as createHash3 } from "node:crypto";
import { stringify as stringify2 } from "uuid";
function submissionId(campaignId, drawnAt, form) {
  const fields = [...form].sort(([a], [b]) => a < b ? -1 : 1);
  const bytes = createHash3("sha256").update(campaignId).update(JSON.stringify(fields)).digest().subarray(0, 16);
  bytes.writeUIntBE(drawnAt.getTime(), 0, 6);
  bytes.writeUInt8(112 | bytes.readUInt8(6) & 15, 6);
  bytes.writeUInt8(128 | bytes.readUInt8(8) & 63, 8);
  return stringify2(bytes);
}

// src/signups/routes.tsx
import { jsx as jsx36 } from "hono/jsx/jsx-runtime";
var day = 24 * 36e5;
var formLifetime = 3 * day;
var nextLifetime = 30 * day;
function signupRoutes(deps2) {
  const app = new Hono12();
  const { config: config2, clock } = deps2;
  const figures = createLandingFigures(deps2);
  const pages4 = createStaleCache(renderLanding, { freshFor: 1e3, staleFor: 3e4, onError: deps2.onStale });
  const limit = createSignupLimit(config2.signupLimitPerMinute);
  app.get("/:locale{fr|en}/:slug{[a-z0-9-]+}", async (c) => {
    const page = await pages4.find(`${c.req.param("locale")}/${c.req.param("slug")}`);
    if (!page) throw new AppError("not-found");
    return respondCached(c, page);
  });
  app.post("/:locale{fr|en}/:slug{[a-z0-9-]+}/signups", async (c) => {
    const { campaign, view } = await openCampaign(c.req.param("locale"), c.req.param("slug"));
    const form = await readForm(c);
    const now = clock.now();
    const token = readToken(config2.secret, "form", first(form, "form"));
    const drawnAt = token?.ids[0] === campaign.id ? token.at : void 0;
    const trapped = springTrap(form, drawnAt, now);
    if (trapped) return await refuse(c, campaign, view, form, trapped);
    const skills = Object.keys(view.text.skills);
    const parsed = await readSubmission(form, campaign.settings, skills);
    if (!parsed.ok)
      return await formAgain(c, campaign, view, { ...refilled(form, campaign), errors: parsed.errors }, 422);
    const id = submissionId(campaign.id, drawnAt ?? now, form);
    const address2 = clientAddress(c, config2.trustProxy);
    if (!deps2.intake.has(id) && !await limit.admit(id, address2)) {
      await limit.settle(id, address2, "not-kept");
      return await refuse(c, campaign, view, form, "too-many");
    }
    const { sender } = campaign.settings;
    try {
      await deps2.intake.submit({
        id,
        campaignId: campaign.id,
        locale: view.locale,
        submission: parsed.submission,
        consentWording: messages(view.locale).pages.consent.consentWording({ sender: sender.name }),
        clientHash: hashAddress(config2.secret, address2),
        at: now
      });
      await limit.settle(id, address2, "kept");
    } catch (error) {
      await limit.settle(id, address2, "not-kept");
      if (!(error instanceof AppError) || error.kind !== "unavailable") throw error;
      deps2.onStale(error);
      const same = { ...refilled(form, campaign), token: first(form, "form"), notice: "unavailable" };
      return await formAgain(c, campaign, view, same, 503, { "retry-after": String(error.retryAfter ?? 5) });
    }
    const next = signToken(config2.secret, "signup", {
      ids: [id],
      at: new Date((drawnAt ?? now).getTime() + nextLifetime)
    });
    return seeOther(c, `/${view.locale}/${campaign.slug}/next/${next}`);
  });
  function springTrap(form, drawnAt, now) {
    if (first(form, "website") !== "") return "trap";
    if (!drawnAt) return "stale-form";
    const age = now.getTime() - drawnAt.getTime();
    if (age > formLifetime) return "stale-form";
    return age < config2.formMinSeconds * 1e3 ? "too-quick" : void 0;
  }
  async function refuse(c, campaign, view, form, reason) {
    deps2.refusals.count(campaign.id, reason);
    const again2 = { ...refilled(form, campaign), notice: reason };
    if (reason !== "too-many") return await formAgain(c, campaign, view, again2, 422);
    return await formAgain(c, campaign, view, again2, 429, { "retry-after": "60" });
  }
  function refilled(form, campaign) {
    const values = Object.fromEntries([...form].filter(([name]) => name !== "form" && name !== "website"));
    return { values, errors: {}, token: drawForm(campaign) };
  }
  async function formAgain(c, campaign, view, form, status, headers = {}) {
    return await personalPage(c, await landingPage(campaign, view, form), status, headers);
  }
  async function renderLanding(key) {
    const [locale = "", slug2 = ""] = key.split("/");
    const { campaign, view } = await openCampaign(locale, slug2);
    const page = await landingPage(campaign, view, { values: {}, errors: {}, token: drawForm(campaign) });
    const headers = {
      ...securityHeaders,
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "content-language": locale
    };
    return await cacheBody(await page.toString(), headers, { quality: 5, compress: true });
  }
  async function landingPage(campaign, view, form) {
    const { progress, shifts: shifts2 } = await figures.find(campaign.slug).catch(() => void 0) ?? unknownFigures(campaign);
    const open = shifts2.map((shift) => shiftView(shift, view.locale));
    return /* @__PURE__ */ jsx36(LandingPage, { campaign: view, baseUrl: config2.baseUrl, progress, form, shifts: open });
  }
  function drawForm(campaign) {
    return signToken(config2.secret, "form", { ids: [campaign.id], at: clock.now() });
  }
  async function openCampaign(locale, slug2) {
    const campaign = await deps2.campaigns.find(slug2);
    const view = campaign && isLocale(locale) ? campaignView(campaign, locale) : void 0;
    if (!campaign || !view) throw new AppError("not-found");
    if (view.status === "closed") throw new AppError("closed", void 0, { subject: slug2 });
    return { campaign, view };
  }
  return app;
}

// src/space/routes.tsx
import { Hono as Hono13 } from "hono";

// src/contacts/pages.tsx
init_locales();
import { Fragment as Fragment9, jsx as jsx37, jsxs as jsxs27 } from "hono/jsx/jsx-runtime";
function ConfirmPage({ locale, baseUrl, confirmPath, campaign }) {
  const t = messages(locale).pages.confirm;
  return /* @__PURE__ */ jsxs27(PersonalPage, { locale, baseUrl, path: confirmPath, title: t.title, campaign, children: [
    /* @__PURE__ */ jsx37(Band, { title: t.title, lead: t.text, picture: campaign?.settings.picture, children: /* @__PURE__ */ jsx37("form", { method: "post", action: confirmPath, "data-inplace": "", children: /* @__PURE__ */ jsxs27("button", { class: "button button-large button-on-band", type: "submit", children: [
      /* @__PURE__ */ jsx37(CheckIcon, {}),
      t.action
    ] }) }) }),
    /* @__PURE__ */ jsx37("div", { class: "column", children: /* @__PURE__ */ jsx37("p", { children: t.other }) })
  ] });
}
function SpacePage(props) {
  const { locale, baseUrl, campaign, contact: contact2, spacePath, pledges: pledges2, shareUrl, notice, paths: paths2 = {} } = props;
  const t = messages(locale).pages;
  return /* @__PURE__ */ jsxs27(PersonalPage, { locale, baseUrl, path: spacePath, title: t.space.label, campaign, children: [
    /* @__PURE__ */ jsx37(Band, { title: t.space.title(contact2.firstName), lead: t.space.lead(contact2.email), above: t.space.label }),
    /* @__PURE__ */ jsxs27("div", { class: "column", children: [
      /* @__PURE__ */ jsx37(OutcomeBanner, { outcome: notice, locale }),
      /* @__PURE__ */ jsx37(Shifts, { ...props }),
      pledges2.length > 0 && /* @__PURE__ */ jsxs27("section", { id: "pledge", "aria-labelledby": "pledge-title", children: [
        /* @__PURE__ */ jsx37("h2", { id: "pledge-title", children: t.space.myPledges }),
        pledges2.map((pledge) => /* @__PURE__ */ jsx37(
          PledgeCard,
          {
            pledge,
            locale,
            action: `${spacePath}/pledges/${pledge.id}/report`
          },
          pledge.id
        ))
      ] }),
      /* @__PURE__ */ jsx37(ShareBox, { locale, url: shareUrl, text: campaign.text.share, title: campaign.text.title }),
      /* @__PURE__ */ jsx37(OwnData, { locale, paths: paths2 })
    ] })
  ] });
}
function Shifts({ locale, spacePath, bookings: bookings2, shifts: shifts2 }) {
  const t = messages(locale).pages.space;
  const taken = bookings2.filter(({ state }) => state !== "cancelled").map(({ shift }) => shift.id);
  const open = shifts2.filter((shift) => !taken.includes(shift.id));
  return /* @__PURE__ */ jsxs27(Fragment9, { children: [
    /* @__PURE__ */ jsxs27("section", { "aria-labelledby": "mine-title", children: [
      /* @__PURE__ */ jsx37("h2", { id: "mine-title", children: t.myShifts }),
      bookings2.length === 0 && /* @__PURE__ */ jsx37("p", { children: open.length > 0 ? t.noShifts : t.noShiftsAtAll }),
      /* @__PURE__ */ jsx37("div", { class: "tickets", children: bookings2.map((booking) => /* @__PURE__ */ jsx37(BookedShift, { booking, locale, spacePath }, booking.id)) })
    ] }),
    open.length > 0 && /* @__PURE__ */ jsxs27("section", { id: "shifts", "aria-labelledby": "shifts-title", children: [
      /* @__PURE__ */ jsx37("h2", { id: "shifts-title", children: t.openShifts }),
      /* @__PURE__ */ jsx37("div", { class: "tickets", children: open.map((shift) => /* @__PURE__ */ jsx37(OpenShift, { shift, locale, action: `${spacePath}/bookings` }, shift.id)) })
    ] })
  ] });
}
function OwnData({ locale, paths: paths2 }) {
  const t = messages(locale).pages.space;
  const links = ["leave", "data", "erase"].flatMap((name) => {
    const href = paths2[name];
    return href === void 0 ? [] : [{ name, href }];
  });
  if (links.length === 0) return null;
  return /* @__PURE__ */ jsxs27("section", { id: "data", "aria-labelledby": "data-title", children: [
    /* @__PURE__ */ jsx37("h2", { id: "data-title", children: t.settings }),
    /* @__PURE__ */ jsx37("ul", { children: links.map(({ name, href }) => /* @__PURE__ */ jsx37("li", { children: /* @__PURE__ */ jsx37("a", { href, children: t[name] }) }, name)) })
  ] });
}

// src/http/links.ts
var day2 = 24 * 36e5;
var lifetimes = { confirm: 30 * day2, space: 400 * day2, leave: 3650 * day2 };
function spaceUrl(settings2, of) {
  return link(settings2, "s", "space", { ids: [of.contactId, of.campaignId], at: expiry(of.since, lifetimes.space) });
}
function leaveUrl(settings2, of) {
  return link(settings2, "u", "leave", { ids: [of.contactId, of.campaignId], at: expiry(of.since, lifetimes.leave) });
}
function link(settings2, path5, purpose, content) {
  return `${settings2.baseUrl}/${path5}/${signToken(settings2.secret, purpose, content)}`;
}
function expiry(since, lifetime) {
  return new Date(since.getTime() + lifetime);
}

// src/space/routes.tsx
init_locales();

// src/pledges/queries.ts
import { and as and8, asc as asc2, eq as eq15, isNotNull } from "drizzle-orm";
async function pledgesOfSignup(db, signupId) {
  return await db.select().from(pledges).where(eq15(pledges.signupId, signupId)).orderBy(asc2(pledges.id));
}
async function pledgesOfContact(db, contactId) {
  return await db.select().from(pledges).where(eq15(pledges.contactId, contactId)).orderBy(asc2(pledges.id));
}

// src/pledges/view.ts
function pledgeView(pledge, settings2) {
  const { id, kind } = pledge;
  return {
    id,
    kind,
    amountMinor: pledge.amountMinor ?? void 0,
    currency: pledge.currency ?? void 0,
    frequency: pledge.frequency ?? void 0,
    count: pledge.count ?? void 0,
    action: pledge.action ?? void 0,
    donationUrl: settings2.pledge?.kind === "money" ? settings2.pledge.donationUrl : void 0,
    reported: pledge.reportedAt !== null
  };
}

// src/space/confirm-address.ts
import { eq as eq16 } from "drizzle-orm";
async function confirmAddress(tx, signupId, at) {
  const [signup] = await tx.select().from(signups).where(eq16(signups.id, signupId));
  if (!signup) return void 0;
  await tx.update(contacts).set({ confirmedAt: at, updatedAt: at }).where(eq16(contacts.id, signup.contactId));
  const { contactId, campaignId } = signup;
  await track(tx, [{ kind: "contact.confirmed", contactId, campaignId, data: { signupId }, at }]);
  return contactId;
}

// src/space/routes.tsx
import { jsx as jsx38 } from "hono/jsx/jsx-runtime";
function spaceRoutes(deps2) {
  const app = new Hono13();
  const { config: config2, db, clock } = deps2;
  app.get("/:locale{fr|en}/:slug/next/:token", async (c) => {
    const { signup, campaign, view } = await openSignup(deps2, "signup", c.req.param("token"));
    const [shifts2, pledges2] = await Promise.all([
      upcomingShifts(db, campaign.id, clock.now()),
      pledgesOfSignup(db, signup.id)
    ]);
    const outcome = outcomeOf(c.req.query("outcome"));
    const open = shifts2.map((shift) => shiftView(shift, view.locale));
    const booked = open.filter((shift) => outcome === "booked" && shift.id === c.req.query("shift"));
    const pledge = pledges2[0] && pledgeView(pledges2[0], campaign.settings);
    return await personalPage(
      c,
      /* @__PURE__ */ jsx38(
        NextAskPage,
        {
          campaign: view,
          baseUrl: config2.baseUrl,
          nextPath: c.req.path,
          thanks: outcome === void 0,
          consented: signup.consented,
          pledge,
          shifts: open,
          booked,
          notice: outcome
        }
      )
    );
  });
  app.get("/c/:token", async (c) => {
    const { view } = await openSignup(deps2, "confirm", c.req.param("token"));
    const page = /* @__PURE__ */ jsx38(ConfirmPage, { locale: view.locale, baseUrl: config2.baseUrl, confirmPath: c.req.path, campaign: view });
    return await personalPage(c, page);
  });
  app.post("/c/:token", async (c) => {
    const { signup } = await openSignup(deps2, "confirm", c.req.param("token"));
    const now = clock.now();
    await db.transaction((tx) => confirmAddress(tx, signup.id, now));
    const { contactId, campaignId } = signup;
    const space = spaceUrl({ baseUrl: "", secret: config2.secret }, { contactId, campaignId, since: now });
    return seeOther(c, `${space}?outcome=confirmed`);
  });
  app.get("/s/:token", async (c) => {
    const visitor = await openSpace(deps2, "space", c.req.param("token"));
    return await personalPage(c, await spacePage(visitor, outcomeOf(c.req.query("outcome"))));
  });
  async function spacePage({ contact: contact2, campaign, view, path: path5 }, notice) {
    const now = clock.now();
    const { locale } = view;
    const [shifts2, booked, pledges2] = await Promise.all([
      campaign.status === "live" ? upcomingShifts(db, campaign.id, now) : [],
      bookingsOfContact(db, contact2.id),
      pledgesOfContact(db, contact2.id)
    ]);
    const about = { contactId: contact2.id, campaignId: campaign.id, since: now };
    return /* @__PURE__ */ jsx38(
      SpacePage,
      {
        locale,
        baseUrl: config2.baseUrl,
        campaign: view,
        contact: contact2,
        spacePath: path5,
        bookings: booked.map(({ booking, shift }) => bookingView(booking, shift, locale, now)),
        shifts: shifts2.map((shift) => shiftView(shift, locale)),
        pledges: pledges2.map((pledge) => pledgeView(pledge, campaign.settings)),
        shareUrl: `${config2.baseUrl}/${locale}/${campaign.slug}`,
        notice,
        paths: { leave: leaveUrl({ baseUrl: "", secret: config2.secret }, about) }
      }
    );
  }
  return app;
}
function outcomeOf(value) {
  const known = messages("fr").pages.outcomes;
  return value !== void 0 && isKey(known, value) ? value : void 0;
}
function isKey(record, key) {
  return Object.hasOwn(record, key);
}

// src/ui/message-page.tsx
init_locales();
import { jsx as jsx39, jsxs as jsxs28 } from "hono/jsx/jsx-runtime";
function MessagePage(props) {
  const { locale, baseUrl, title, sentences, action, retry, requestId } = props;
  const t = messages(locale).pages.problems;
  return /* @__PURE__ */ jsx39(
    PublicPage,
    {
      locale,
      baseUrl,
      title,
      path: "/",
      alternates: "none",
      locales: [locale],
      robots: "noindex",
      children: /* @__PURE__ */ jsxs28("div", { class: "message", children: [
        /* @__PURE__ */ jsx39(Signpost, {}),
        /* @__PURE__ */ jsx39("h1", { children: title }),
        sentences.map((sentence) => /* @__PURE__ */ jsx39("p", { class: "lead", children: sentence }, sentence)),
        retry && /* @__PURE__ */ jsx39(Retry, { locale, ...retry }),
        action && /* @__PURE__ */ jsx39("p", { children: /* @__PURE__ */ jsx39("a", { class: retry ? "button button-quiet" : "button button-large", href: action.href, children: action.label }) }),
        requestId !== void 0 && /* @__PURE__ */ jsx39("p", { class: "hint", children: t.reference(requestId) })
      ] })
    }
  );
}
var unspoken = ["form", "website", "shift", "pledge"];
function Retry({ locale, action, fields }) {
  const t = messages(locale).pages.problems;
  const typed2 = Map.groupBy(
    fields.filter(([name, value]) => !unspoken.includes(name) && value !== ""),
    ([name]) => name
  );
  return /* @__PURE__ */ jsxs28("form", { method: "post", action, "data-inplace": "", children: [
    fields.map(([name, value]) => /* @__PURE__ */ jsx39("input", { type: "hidden", name, value }, `${name} ${value}`)),
    /* @__PURE__ */ jsx39("button", { class: "button button-large", type: "submit", children: t.retry }),
    typed2.size > 0 && /* @__PURE__ */ jsxs28("section", { "aria-labelledby": "typed-title", children: [
      /* @__PURE__ */ jsx39("h2", { id: "typed-title", children: t.typed }),
      /* @__PURE__ */ jsx39("dl", { class: "typed", children: [...typed2].map(([name, answers2]) => /* @__PURE__ */ jsxs28("div", { children: [
        /* @__PURE__ */ jsx39("dt", { children: fieldLabel(locale, name) }),
        /* @__PURE__ */ jsx39("dd", { children: answers2.map(([, value]) => spoken(locale, name, value)).join(", ") })
      ] }, name)) })
    ] })
  ] });
}
function fieldLabel(locale, name) {
  return Object.entries(messages(locale).pages.fields).find(([field2]) => field2 === name)?.[1] ?? name;
}
function spoken(locale, name, value) {
  const { availability, once: once2, monthly } = messages(locale).pages.form;
  const words = name === "availability" ? availability : name === "frequency" ? { once: once2, monthly } : {};
  if (value === "yes") return "\u2713";
  return Object.entries(words).find(([key]) => key === value)?.[1] ?? value;
}
function Signpost() {
  return /* @__PURE__ */ jsxs28("svg", { class: "signpost", viewBox: "0 0 160 120", "aria-hidden": "true", focusable: "false", children: [
    /* @__PURE__ */ jsx39("path", { class: "signpost-ground", d: "M0 120 34 96l26 8 30-26 24 14 20-10 26 38Z" }),
    /* @__PURE__ */ jsx39("path", { class: "signpost-post", d: "M76 18h8v92h-8Z" }),
    /* @__PURE__ */ jsx39("path", { class: "signpost-board", d: "M40 26h72l14 12-14 12H40Z" }),
    /* @__PURE__ */ jsx39("path", { class: "signpost-other", d: "M48 56h68v22H48L36 67Z" })
  ] });
}

// src/app.tsx
import { jsx as jsx40 } from "hono/jsx/jsx-runtime";
var emptyForm = /* @__PURE__ */ new Map();
var statuses = {
  "not-found": 404,
  gone: 410,
  closed: 410,
  forbidden: 403,
  "unsupported-type": 415,
  "too-large": 413,
  malformed: 400,
  "too-many": 429,
  unavailable: 503
};
function createApp(deps2) {
  const app = new Hono14();
  app.route("/", signupRoutes(deps2));
  app.route("/", spaceRoutes(deps2));
  app.route("/", shiftRoutes(deps2));
  app.route("/", reportRoutes(deps2));
  app.route("/", followupRoutes(deps2));
  app.route("/", healthRoutes(deps2));
  for (const admin3 of [organizersAdmin, contactsAdmin, exportsAdmin, numbersAdmin]) app.route("/admin", admin3(deps2));
  app.route("/", campaignRoutes(deps2));
  app.route("/", staticFiles("public"));
  app.notFound((c) => notFoundPage(c, deps2, pageLocale(c, deps2.config.defaultLocale)));
  app.onError((error, c) => errorPage(deps2, error, c));
  return app;
}
async function errorPage(deps2, error, c) {
  const locale = pageLocale(c, deps2.config.defaultLocale);
  const refusal2 = asRefusal(error);
  if (refusal2?.kind === "not-found") return await notFoundPage(c, deps2, locale);
  if (refusal2?.kind === "closed") return await closedPage(deps2, refusal2, c);
  const kind = refusal2?.kind ?? "unexpected";
  const requestId = refusal2 ? void 0 : randomBytes(6).toString("hex");
  if (refusal2?.kind === "unavailable") deps2.log.warn({ err: error }, "the database does not answer");
  if (!refusal2) deps2.log.error({ err: error, requestId, method: c.req.method, route: c.req.routePath }, "unexpected");
  const t = messages(locale).pages.problems;
  const sendAgain = c.req.method === "POST" && (kind === "unavailable" || kind === "unexpected");
  const form = sendAgain ? postedForm(c) ?? emptyForm : void 0;
  const fields = [...form ?? []].flatMap(([name, values]) => values.map((value) => [name, value]));
  const page = /* @__PURE__ */ jsx40(
    MessagePage,
    {
      locale,
      baseUrl: deps2.config.baseUrl,
      title: t[kind].title,
      sentences: t[kind].sentences,
      action: { label: t.home, href: `/?lang=${locale}` },
      retry: form && { action: c.req.path, fields },
      requestId
    }
  );
  const retryAfter = refusal2?.retryAfter ?? (kind === "unavailable" ? 5 : void 0);
  const headers = retryAfter === void 0 ? {} : { "retry-after": String(retryAfter) };
  return await personalPage(c, page, refusal2 ? statuses[refusal2.kind] : 500, headers);
}
function asRefusal(error) {
  if (error instanceof AppError) return error;
  return isConnectionError(error) ? new AppError("unavailable", error.message, { cause: error }) : void 0;
}
async function closedPage(deps2, refusal2, c) {
  const locale = pageLocale(c, deps2.config.defaultLocale);
  const campaign = await deps2.campaigns.find(refusal2.subject ?? "");
  const view = campaign && campaignView(campaign, locale);
  if (!view) return await notFoundPage(c, deps2, locale);
  const others2 = await liveViews(deps2.db, locale).catch(() => []);
  return await personalPage(c, /* @__PURE__ */ jsx40(ClosedPage, { campaign: view, baseUrl: deps2.config.baseUrl, others: others2 }), 410);
}

// src/config.ts
init_errors();
import path4 from "node:path";
import { z as z4 } from "zod";
var blankIsUnset = (value) => value === "" ? void 0 : value;
var optional = (schema3) => z4.preprocess(blankIsUnset, schema3.optional());
var withDefault = (schema3, value) => z4.preprocess((given) => blankIsUnset(given) ?? value, schema3);
var url = (protocols, example) => z4.url({ protocol: protocols, error: `must be a URL such as ${example}` });
var wholeNumber = z4.coerce.number({ error: "must be a whole number" }).int().min(0);
var timezone = z4.string().refine(isTimezone, "must be an IANA time zone such as America/Toronto");
var settings = z4.object({
  PORT: withDefault(wholeNumber.max(65535), 3e3),
  HOST: optional(z4.string()),
  BASE_URL: optional(url(/^https?$/, "https://terrain.example.org")),
  DATABASE_URL: optional(url(/^postgres(ql)?$/, "postgres://user:password@host:5432/terrain")),
  DATA_DIR: withDefault(z4.string(), ".data"),
  SECRET: optional(z4.string().min(32, "must be at least 32 characters long")),
  LOG_LEVEL: withDefault(z4.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]), "info"),
  DEFAULT_LOCALE: withDefault(z4.enum(["fr", "en"]), "fr"),
  TIMEZONE: withDefault(timezone, "America/Toronto"),
  MAIL_FROM: optional(z4.string().regex(/^(.+<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+)$/, "must be an address")),
  RESEND_API_KEY: optional(z4.string()),
  RESEND_BASE_URL: withDefault(url(/^https?$/, "https://api.resend.com"), "https://api.resend.com"),
  SMTP_URL: optional(url(/^smtps?$/, "smtps://user:password@mail.example.org")),
  TRUST_PROXY: optional(z4.string().regex(/^[a-z0-9-]+$/i, "must be the name of a request header")),
  SIGNUP_LIMIT_PER_MINUTE: withDefault(wholeNumber, 60),
  FORM_MIN_SECONDS: withDefault(wholeNumber, 1)
});
function readConfig(env) {
  const parsed = settings.safeParse(env);
  if (!parsed.success) {
    throw new StartError(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
  }
  const given = parsed.data;
  if (given.DATABASE_URL && !given.SECRET) {
    throw new StartError("SECRET: required with DATABASE_URL; make one with: openssl rand -hex 32");
  }
  if (given.RESEND_API_KEY && given.SMTP_URL) {
    throw new StartError("RESEND_API_KEY and SMTP_URL: set one of them, not both");
  }
  const mail4 = mailSettings(given);
  if (mail4.transport !== "mailbox" && !given.MAIL_FROM) {
    throw new StartError("MAIL_FROM: required to send mail; an address of a domain that you may send from");
  }
  return {
    port: given.PORT,
    host: given.HOST ?? (given.DATABASE_URL ? "0.0.0.0" : "127.0.0.1"),
    baseUrl: (given.BASE_URL ?? `http://localhost:${given.PORT}`).replace(/\/+$/, ""),
    databaseUrl: given.DATABASE_URL,
    dataDir: path4.resolve(given.DATA_DIR),
    secret: given.SECRET,
    logLevel: given.LOG_LEVEL,
    defaultLocale: given.DEFAULT_LOCALE,
    timezone: given.TIMEZONE,
    mailFrom: given.MAIL_FROM ?? "Terrain <terrain@localhost>",
    mail: mail4,
    trustProxy: given.TRUST_PROXY?.toLowerCase(),
    signupLimitPerMinute: given.SIGNUP_LIMIT_PER_MINUTE,
    formMinSeconds: given.FORM_MIN_SECONDS
  };
}
function mailSettings(given) {
  if (given.RESEND_API_KEY) {
    return { transport: "resend", apiKey: given.RESEND_API_KEY, baseUrl: given.RESEND_BASE_URL };
  }
  return given.SMTP_URL ? { transport: "smtp", url: given.SMTP_URL } : { transport: "mailbox" };
}
function isTimezone(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

// src/deps.ts
import pino from "pino";

// src/campaigns/refusal-counter.ts
import { sql as sql13 } from "drizzle-orm";
var flushEvery = 2e3;
function createRefusalCounter(db, clock, onError) {
  const counts = /* @__PURE__ */ new Map();
  const timer = setInterval(() => void flush().catch(onError), flushEvery);
  timer.unref();
  async function flush() {
    for (const [key, count] of counts) {
      const [campaignId = "", day4 = "", reason = ""] = key.split(" ");
      await db.insert(refusedPosts).values({ campaignId, day: day4, reason, count }).onConflictDoUpdate({
        target: [refusedPosts.campaignId, refusedPosts.day, refusedPosts.reason],
        set: { count: sql13`${refusedPosts.count} + excluded.count` }
      });
      const left = (counts.get(key) ?? 0) - count;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    }
  }
  return {
    count: (campaignId, reason) => {
      const key = `${campaignId} ${clock.now().toISOString().slice(0, 10)} ${reason}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush().catch(onError);
    }
  };
}

// src/db/client.ts
import { drizzle as drizzle2 } from "drizzle-orm/postgres-js";
import postgres2 from "postgres";

// src/db/schema.ts
var schema_exports = {};
__export(schema_exports, {
  activities: () => activities,
  auditEntries: () => auditEntries,
  bookings: () => bookings,
  campaigns: () => campaigns,
  consents: () => consents,
  contacts: () => contacts,
  mailboxMails: () => mailboxMails,
  messages: () => messages2,
  organizerAccounts: () => organizerAccounts,
  organizerSessions: () => organizerSessions,
  organizerVerifications: () => organizerVerifications,
  organizers: () => organizers,
  pledges: () => pledges,
  refusedPosts: () => refusedPosts,
  reports: () => reports,
  sequences: () => sequences,
  shifts: () => shifts,
  signups: () => signups,
  suppressions: () => suppressions
});
init_table();

// src/db/client.ts
function connect(url3, options = {}) {
  const client = postgres2(url3, {
    max: options.max ?? 10,
    idle_timeout: 60,
    connect_timeout: 5,
    // Tries again at once after a lost connection: a request would rather be told "unavailable" than wait.
    backoff: false,
    onnotice: () => {
    },
    connection: { application_name: "terrain", TimeZone: "UTC", ...options.settings }
  });
  return drizzle2(preparing(client), { schema: schema_exports, casing: "snake_case" });
}
function preparing(client) {
  return new Proxy(client, {
    get(target, name) {
      if (name === "unsafe") {
        return (query, parameters, options) => target.unsafe(query, parameters, { ...options, prepare: true });
      }
      if (name === "begin" && "begin" in target) {
        return (run) => target.begin((tx) => run(preparing(tx)));
      }
      if (name === "savepoint" && "savepoint" in target) {
        return (run) => target.savepoint((tx) => run(preparing(tx)));
      }
      return Reflect.get(target, name);
    }
  });
}

// src/db/loggable-error.ts
import { DrizzleQueryError } from "drizzle-orm";
function loggableError(error) {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: "" };
  const failed = error instanceof DrizzleQueryError;
  const frames = (error.stack ?? "").split("\n").filter((line2) => /^\s+at /.test(line2));
  return {
    type: error.constructor.name,
    message: failed ? "a statement failed" : error.message,
    ..."code" in error ? { code: String(error.code) } : {},
    stack: [...failed ? [error.query.trim()] : [], ...frames].join("\n"),
    ...error.cause === void 0 ? {} : { cause: loggableError(error.cause) }
  };
}

// src/mail/mailbox.ts
import { eq as eq17 } from "drizzle-orm";
import { v7 as uuidv77 } from "uuid";
function mailboxMailer(db, clock) {
  return {
    name: "mailbox",
    async send(mail4, key) {
      const { replyTo, ...rest } = mail4;
      const createdAt2 = clock.now();
      const headers = replyTo === void 0 ? mail4.headers : { "Reply-To": replyTo, ...mail4.headers };
      const row = { ...rest, id: uuidv77({ msecs: createdAt2.getTime() }), key, headers, createdAt: createdAt2 };
      const [kept] = await db.insert(mailboxMails).values(row).onConflictDoNothing({ target: mailboxMails.key }).returning({ id: mailboxMails.id });
      return { kind: "sent", providerId: kept?.id ?? await idUnder(db, key) };
    },
    async close() {
    }
  };
}
async function idUnder(db, key) {
  const [earlier] = await db.select({ id: mailboxMails.id }).from(mailboxMails).where(eq17(mailboxMails.key, key));
  return earlier?.id ?? "";
}

// src/mail/resend.ts
import { z as z5 } from "zod";
var timeoutMs = 1e4;
var refusal = z5.object({ name: z5.string().catch(""), message: z5.string().catch(""), statusCode: z5.number().nullable().catch(null) }).catch({ name: "", message: "", statusCode: null });
function resendMailer(options) {
  const wait = options.timeoutMs ?? timeoutMs;
  const client = async () => {
    const { Resend } = await import("resend");
    return new Resend(options.apiKey, { baseUrl: options.baseUrl.replace(/\/+$/, "") });
  };
  let resend;
  return {
    name: "resend",
    async send(mail4, key) {
      resend ??= client();
      const signal = AbortSignal.timeout(wait);
      const response = await (await resend).emails.send(asRequest(mail4), { idempotencyKey: key, signal });
      const late = signal.aborted && response.data === null;
      return late ? { kind: "again", reason: `Resend: no answer within ${wait / 1e3} s` } : outcomeOf2(response);
    },
    async close() {
    }
  };
}
function asRequest(mail4) {
  return {
    from: mail4.from,
    to: mail4.to,
    subject: mail4.subject,
    html: mail4.html,
    text: mail4.text,
    headers: mail4.headers,
    ...mail4.replyTo === void 0 ? {} : { replyTo: mail4.replyTo },
    attachments: mail4.attachments.map(({ filename: filename2, contentType, content }) => ({
      filename: filename2,
      contentType,
      // The SDK sends a string as it is, and the API reads base64: a buffer is turned into that.
      content: Buffer.from(content, "utf8")
    }))
  };
}
function outcomeOf2(response) {
  if (response.data?.id) {
    return { kind: "sent", providerId: response.data.id };
  }
  const { name, message, statusCode } = refusal.parse(response.error);
  const reason = `Resend: ${[statusCode, name, message].filter(Boolean).join(" ")}`;
  if (name === "invalid_idempotent_request") {
    return { kind: "sent", providerId: "" };
  }
  if (statusCode === null || statusCode >= 500 || statusCode === 429 || statusCode === 408 || statusCode === 409) {
    return again(reason, response.headers);
  }
  const aboutThisMail = [400, 413, 422].includes(statusCode) && name !== "invalid_from_address";
  return { kind: aboutThisMail ? "refused" : "stopped", reason };
}
function again(reason, headers) {
  const seconds = Number.parseInt(headers?.["retry-after"] ?? "", 10);
  return Number.isNaN(seconds) ? { kind: "again", reason } : { kind: "again", reason, retryAfter: seconds };
}

// src/mail/smtp.ts
import { createHash as createHash4 } from "node:crypto";
var defaultWaits = { connect: 1e4, answer: 12e4 };
function smtpMailer(options) {
  let pool;
  return {
    name: "smtp",
    async send(mail4, key) {
      pool ??= openPool(options.url, options.waits ?? defaultWaits);
      const transport = await pool;
      try {
        const { messageId } = await transport.sendMail(asMessage(mail4, key));
        return { kind: "sent", providerId: messageId };
      } catch (error) {
        return outcomeOf3(error);
      }
    },
    async close() {
      (await pool)?.close();
      pool = void 0;
    }
  };
}
async function openPool(url3, waits) {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    url: url3,
    pool: true,
    maxConnections: 5,
    // A lost connection is told at once; the job that asked knows when to try again.
    maxRequeues: 0,
    dnsTimeout: waits.connect,
    connectionTimeout: waits.connect,
    greetingTimeout: waits.connect,
    socketTimeout: waits.answer,
    disableFileAccess: true,
    disableUrlAccess: true
  });
}
function asMessage(mail4, key) {
  const domain = /@([^\s<>@]+)>?\s*$/.exec(mail4.from)?.[1] ?? "localhost";
  return {
    messageId: `<${createHash4("sha256").update(key).digest("hex").slice(0, 40)}@${domain}>`,
    from: mail4.from,
    to: mail4.to,
    ...mail4.replyTo === void 0 ? {} : { replyTo: mail4.replyTo },
    subject: mail4.subject,
    html: mail4.html,
    text: mail4.text,
    headers: mail4.headers,
    attachments: mail4.attachments,
    xMailer: false
  };
}
var configurationCodes = ["EAUTH", "ENOAUTH", "EOAUTH2", "ECONFIG", "EREQUIRETLS"];
var certificate = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_/;
function outcomeOf3(error) {
  if (!(error instanceof Error)) {
    return { kind: "again", reason: `SMTP: ${String(error)}` };
  }
  const { code = "", originalCode = "", command, permanent, responseCode, response } = error;
  const reason = `SMTP: ${response ?? error.message}`;
  if (permanent === false) return { kind: "again", reason };
  if (configurationCodes.includes(code) || certificate.test(originalCode)) return { kind: "stopped", reason };
  if (permanent === void 0) return { kind: code === "EENVELOPE" ? "refused" : "again", reason };
  const aboutThisMail = command === "RCPT TO" || command === "DATA" || responseCode === 552;
  return { kind: aboutThisMail ? "refused" : "stopped", reason };
}

// src/mail/choose-mailer.ts
function chooseMailer(config2, db, clock) {
  switch (config2.mail.transport) {
    case "resend":
      return resendMailer(config2.mail);
    case "smtp":
      return smtpMailer(config2.mail);
    case "mailbox":
      return mailboxMailer(db, clock);
  }
}

// src/signups/intake.ts
init_errors();

// src/signups/record-signups.ts
import { sql as sql14 } from "drizzle-orm";
import { v7 as uuidv78 } from "uuid";
async function recordSignups(tx, signups2) {
  await upsertContacts(tx, signups2);
  const recorded = await insertSignups(tx, signups2);
  const fresh2 = signups2.flatMap((signup) => {
    const contactId = recorded.get(signup.id);
    return contactId === void 0 ? [] : [{ ...signup, contactId }];
  });
  if (fresh2.length === 0) return;
  await insertConsents(tx, fresh2);
  const pledges2 = await insertPledges(tx, fresh2);
  await track(tx, [...fresh2.map(signupRecorded), ...pledges2]);
}
async function upsertContacts(tx, signups2) {
  const rows = signups2.map(({ submission, locale, at }) => ({
    id: uuidv78(),
    email: submission.email,
    first_name: submission.firstName,
    last_name: submission.lastName,
    phone: submission.phone,
    postal_code: submission.postalCode,
    locale,
    availability: submission.availability,
    skills: submission.skills,
    first_folded: fold(submission.firstName),
    last_folded: fold(submission.lastName),
    at: at.toISOString()
  })).sort((a, b) => a.email < b.email ? -1 : 1);
  await tx.execute(sql14`
    insert into contacts as known (id, email, first_name, last_name, phone, postal_code, locale, availability, skills,
      first_folded, last_folded, created_at, updated_at)
    select id, email, first_name, last_name, phone, postal_code, locale, availability, skills,
      first_folded, last_folded, at, at
    from json_to_recordset(${JSON.stringify(rows)}::json) as typed(id uuid, email text, first_name text, last_name text,
      phone text, postal_code text, locale text, availability text[], skills text[],
      first_folded text, last_folded text, at timestamptz)
    on conflict (email) do update set
      first_name = case when known.first_name = '' then excluded.first_name else known.first_name end,
      first_folded = case when known.first_name = '' then excluded.first_folded else known.first_folded end,
      last_name = case when known.last_name = '' then excluded.last_name else known.last_name end,
      last_folded = case when known.last_name = '' then excluded.last_folded else known.last_folded end,
      phone = case when known.phone = '' then excluded.phone else known.phone end,
      postal_code = case when known.postal_code = '' then excluded.postal_code else known.postal_code end,
      availability = case when known.availability = '{}' then excluded.availability else known.availability end,
      skills = case when known.skills = '{}' then excluded.skills else known.skills end,
      updated_at = excluded.updated_at
    where (known.first_name = '' and excluded.first_name <> '')
       or (known.last_name = '' and excluded.last_name <> '')
       or (known.phone = '' and excluded.phone <> '')
       or (known.postal_code = '' and excluded.postal_code <> '')
       or (known.availability = '{}' and excluded.availability <> '{}')
       or (known.skills = '{}' and excluded.skills <> '{}')`);
}
async function insertSignups(tx, signups2) {
  const rows = signups2.map(({ id, campaignId, locale, submission, clientHash, at }) => ({
    id,
    campaign_id: campaignId,
    email: submission.email,
    locale,
    answers: answers(submission),
    consented: submission.consented,
    client_hash: clientHash,
    at: at.toISOString()
  }));
  const inserted = await tx.execute(sql14`
    insert into signups (id, campaign_id, contact_id, locale, answers, consented, client_hash, created_at)
    select typed.id, campaign_id, contacts.id, typed.locale, answers, consented, client_hash, at
    from json_to_recordset(${JSON.stringify(rows)}::json) as typed(id uuid, campaign_id uuid, email text, locale text,
      answers jsonb, consented boolean, client_hash text, at timestamptz)
    join contacts on contacts.email = typed.email
    on conflict (id) do nothing
    returning id, contact_id`);
  return new Map(inserted.map((row) => [row.id, row.contact_id]));
}
function answers(submission) {
  const { consented, pledge, ...typed2 } = submission;
  return Object.fromEntries(Object.entries(typed2).filter(([, value]) => value.length > 0));
}
async function insertConsents(tx, signups2) {
  const rows = signups2.filter((signup) => signup.submission.consented).map((signup) => ({
    id: uuidv78(),
    contact_id: signup.contactId,
    campaign_id: signup.campaignId,
    wording: signup.consentWording,
    locale: signup.locale,
    client_hash: signup.clientHash,
    at: signup.at.toISOString()
  }));
  if (rows.length === 0) return;
  await tx.execute(sql14`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, client_hash, at)
    select id, contact_id, campaign_id, 'follow-up', 'email', 'granted', wording, locale, 'form', client_hash, at
    from json_to_recordset(${JSON.stringify(rows)}::json) as given(id uuid, contact_id uuid, campaign_id uuid,
      wording text, locale text, client_hash text, at timestamptz)`);
}
async function insertPledges(tx, signups2) {
  const made = signups2.flatMap((signup) => {
    const { pledge } = signup.submission;
    return pledge ? [{ signup, pledge, id: uuidv78() }] : [];
  });
  if (made.length === 0) return [];
  const rows = made.map(({ signup, pledge, id }) => ({
    id,
    signup_id: signup.id,
    contact_id: signup.contactId,
    campaign_id: signup.campaignId,
    kind: pledge.kind,
    amount_minor: pledge.kind === "money" ? pledge.amountMinor : null,
    currency: pledge.kind === "money" ? pledge.currency : null,
    frequency: pledge.kind === "money" ? pledge.frequency : null,
    count: pledge.kind === "money" ? null : pledge.count,
    action: pledge.kind === "action" ? pledge.action : null,
    created_at: signup.at.toISOString()
  }));
  await tx.execute(sql14`
    insert into pledges (id, signup_id, contact_id, campaign_id, kind, amount_minor, currency, frequency, count, action,
      created_at)
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as given(id uuid, signup_id uuid, contact_id uuid,
      campaign_id uuid, kind text, amount_minor bigint, currency text, frequency text, count int, action text,
      created_at timestamptz)`);
  return made.map(({ signup, pledge, id }) => ({
    kind: "pledge.made",
    contactId: signup.contactId,
    campaignId: signup.campaignId,
    data: { pledgeId: id, signupId: signup.id, ...pledge },
    at: signup.at
  }));
}
function signupRecorded(signup) {
  return {
    kind: "signup.recorded",
    contactId: signup.contactId,
    campaignId: signup.campaignId,
    data: { signupId: signup.id, consented: signup.submission.consented },
    at: signup.at
  };
}

// src/signups/intake.ts
var largestBatch = 64;
var mostWaiting = 5e3;
var patience3 = 8e3;
var remembered = 2e4;
function createIntake(commit) {
  const queue = [];
  const underway = /* @__PURE__ */ new Map();
  const accepted = /* @__PURE__ */ new Set();
  let running;
  let inFlight = [];
  function submit(signup) {
    if (accepted.has(signup.id)) return Promise.resolve();
    const same = underway.get(signup.id);
    if (same) return same;
    if (queue.length >= mostWaiting) return Promise.reject(unavailable());
    const done = new Promise((resolve, reject) => {
      queue.push({ signup, since: performance.now(), resolve, reject });
    });
    underway.set(signup.id, done);
    done.then(
      () => remember2(signup.id),
      () => underway.delete(signup.id)
    );
    running ??= run();
    return done;
  }
  function remember2(id) {
    underway.delete(id);
    accepted.add(id);
    if (accepted.size > remembered) {
      for (const oldest of accepted) {
        accepted.delete(oldest);
        break;
      }
    }
  }
  async function run() {
    const impatience = setInterval(giveUpOnOld, 500);
    await new Promise(setImmediate);
    while (queue.length > 0) {
      inFlight = takeBatch(queue);
      await commitBatch(inFlight);
      inFlight = [];
    }
    clearInterval(impatience);
    running = void 0;
  }
  function giveUpOnOld() {
    const before = performance.now() - patience3;
    const old = [...inFlight, ...queue].filter((waiting) => waiting.since < before);
    for (const waiting of old) waiting.reject(unavailable());
    const still = queue.filter((waiting) => waiting.since >= before);
    queue.splice(0, queue.length, ...still);
  }
  async function commitBatch(batch) {
    try {
      await commit(batch.map((waiting) => waiting.signup));
      for (const waiting of batch) waiting.resolve();
    } catch (error) {
      if (isConnectionError(error)) {
        for (const waiting of batch) waiting.reject(unavailable(error));
      } else if (batch.length === 1) {
        batch[0]?.reject(error);
      } else {
        for (const waiting of batch) await commitBatch([waiting]);
      }
    }
  }
  return {
    submit,
    has: (id) => accepted.has(id) || underway.has(id),
    drain: async () => {
      while (running) await running;
    }
  };
}
function commitThrough(databaseUrl) {
  const db = connect(databaseUrl, {
    max: 1,
    settings: { enable_seqscan: "off", enable_hashjoin: "off", enable_mergejoin: "off" }
  });
  return {
    commit: (signups2) => db.transaction((tx) => recordSignups(tx, signups2)),
    close: () => db.$client.end({ timeout: 5 })
  };
}
function takeBatch(queue) {
  const batch = [];
  const addresses = /* @__PURE__ */ new Set();
  const left = [];
  for (const waiting of queue) {
    const { email } = waiting.signup.submission;
    if (batch.length < largestBatch && !addresses.has(email)) {
      addresses.add(email);
      batch.push(waiting);
    } else {
      left.push(waiting);
    }
  }
  queue.splice(0, queue.length, ...left);
  return batch;
}
function unavailable(cause) {
  return new AppError("unavailable", "the database does not answer", { cause, retryAfter: 5 });
}

// src/deps.ts
function createDeps(config2, overrides = {}) {
  const { databaseUrl } = config2;
  const log = overrides.log ?? createLog(config2);
  const clock = overrides.clock ?? { now: () => /* @__PURE__ */ new Date() };
  const db = connect(databaseUrl);
  const mailer = overrides.mailer ?? chooseMailer(config2, db, clock);
  const onStale = (error) => log.warn({ err: error }, "the database does not answer; serving what is in memory");
  const { commit, close: closeCommits } = overrides.commit ? { commit: overrides.commit, close: async () => {
  } } : commitThrough(databaseUrl);
  const intake = createIntake(commit);
  const refusals3 = createRefusalCounter(db, clock, onStale);
  const campaigns2 = createStaleCache((slug2) => findCampaign(db, slug2), {
    freshFor: 2e3,
    staleFor: 3e4,
    onError: onStale
  });
  return {
    config: config2,
    databaseUrl,
    db,
    mailer,
    clock,
    log,
    campaigns: campaigns2,
    onStale,
    refusals: refusals3,
    intake,
    close: async () => {
      await intake.drain();
      await refusals3.close();
      await Promise.all([closeCommits(), mailer.close(), db.$client.end({ timeout: 5 })]);
    }
  };
}
function createLog(config2) {
  return pino({ level: config2.logLevel, base: null, serializers: { err: loggableError } });
}

// src/imports/form.ts
import { z as z9 } from "zod";

// src/campaigns/form.ts
import { z as z6 } from "zod";
var askableFields = ["lastName", "phone", "postalCode", "availability", "skills", "question"];
var field = z6.object({ name: z6.enum(askableFields), required: z6.boolean().default(false) });
var required2 = z6.boolean().default(true);
var moneyPledge = z6.object({
  kind: z6.literal("money"),
  required: required2,
  /** Suggested amounts, in minor units of the campaign's currency. */
  amounts: z6.array(z6.number().int().positive()).min(1),
  frequencies: z6.array(z6.enum(["once", "monthly"])).min(1),
  /** The organizer's official donation page. */
  donationUrl: z6.url({ protocol: /^https$/ })
});
var hoursPledge = z6.object({
  kind: z6.literal("hours"),
  required: required2,
  suggestions: z6.array(z6.number().int().positive()).min(1)
});
var actionPledge = z6.object({
  kind: z6.literal("action"),
  required: required2,
  action: z6.enum(["doors", "calls"]),
  suggestions: z6.array(z6.number().int().positive()).min(1)
});
var goal = z6.object({
  /** What is counted; `money` in minor units. */
  kind: z6.enum(["signups", "money", "hours", "actions", "bookings"]),
  target: z6.number().int().positive()
});
var campaignSettings = z6.object({
  defaultLocale: z6.enum(["fr", "en"]),
  /** The organizer's colour, `#rrggbb`. */
  colour: z6.string().regex(/^#[0-9a-f]{6}$/i),
  /** File of `public/pictures`. */
  picture: z6.string().regex(/^[a-z0-9-]+\.(svg|jpg|png|webp|avif)$/),
  /** ISO 3166 code: which country a phone number is of when it has no prefix. */
  country: z6.string().length(2),
  /** ISO 4217 code. */
  currency: z6.string().length(3),
  timezone: z6.string(),
  goal,
  fields: z6.array(field),
  pledge: z6.discriminatedUnion("kind", [moneyPledge, hoursPledge, actionPledge]).nullable(),
  /** What is asked of someone who has just signed up. */
  nextStep: z6.enum(["shift", "share"]),
  /** Who speaks: named in consents and at the foot of every mail, with the postal address that CASL s. 6(2) asks for. */
  sender: z6.object({
    name: z6.string().min(1),
    address: z6.string().min(1),
    email: z6.email(),
    website: z6.url().optional()
  })
});
var texts = z6.object({
  /** Name of the campaign, short. */
  title: z6.string().min(1),
  /** The poster's headline. */
  headline: z6.string().min(1),
  /** The one ask, a sentence or two. */
  ask: z6.string().min(1),
  /** Words of the form's button. */
  button: z6.string().min(1),
  /** Paragraphs below the poster. */
  story: z6.array(z6.string().min(1)),
  pictureAlt: z6.string(),
  thanks: z6.string().min(1),
  /** What someone shares with the link. */
  share: z6.string().min(1),
  /** The free question, where it is asked. */
  question: z6.string().optional(),
  /** Who pays, the official agent, what the election act asks for. */
  legal: z6.string().optional(),
  /** Skills to choose from, by key. */
  skills: z6.record(z6.string().regex(/^[a-z-]+$/), z6.string()).default({})
});
var campaignTexts = z6.partialRecord(z6.enum(["fr", "en"]), texts);

// src/followups/form.ts
import { z as z7 } from "zod";
var stepTexts = z7.object({
  subject: z7.string().min(1),
  /** Paragraphs. `{firstName}` stands for the name, with its own fall-back where none is known. */
  body: z7.array(z7.string().min(1)).min(1),
  /** Words of the one button. */
  action: z7.string().min(1)
});
var step = z7.object({
  key: z7.string().regex(/^[a-z0-9-]+$/),
  /** What the delay counts from; `pledge` starts for a signup with a pledge. */
  after: z7.enum(["signup", "confirmed", "pledge"]),
  delayHours: z7.number().min(0),
  /** The mail is left out when the contact has done this by then. */
  unless: z7.enum(["booked", "reported"]).optional(),
  /** What the button leads to: the contact's own space at this part. */
  leadsTo: z7.enum(["shifts", "pledge", "share"]),
  texts: z7.partialRecord(z7.enum(["fr", "en"]), stepTexts)
});

// src/shifts/form.ts
import { z as z8 } from "zod";
var shiftTexts = z8.object({
  title: z8.string().min(1),
  place: z8.string().min(1),
  details: z8.string().default("")
});
var shiftTextsByLocale = z8.partialRecord(z8.enum(["fr", "en"]), shiftTexts);
var shiftDefinition = z8.object({
  key: z8.string().regex(/^[a-z0-9-]+$/),
  kind: z8.enum(["canvass", "phone-bank", "event"]),
  day: z8.union([z8.iso.date(), z8.object({ inDays: z8.number().int() })]),
  /** Local time at the place, `HH:MM`. */
  startsAt: z8.iso.time({ precision: -1 }),
  minutes: z8.number().int().min(15),
  seats: z8.number().int().min(1),
  texts: shiftTextsByLocale
});

// src/imports/form.ts
var reserved = new Set("admin api c css en fr healthz js metrics pictures readyz s u webhooks".split(" "));
var slug = z9.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be small letters, digits and single hyphens").refine((word) => !reserved.has(word), "is a word that Terrain itself uses");
var campaignFile = z9.object({
  slug,
  status: z9.enum(["draft", "live", "closed"]),
  settings: campaignSettings,
  texts: campaignTexts,
  sequence: z9.array(step),
  shifts: z9.array(shiftDefinition)
});

// src/imports/import-campaign.ts
import { sql as sql15 } from "drizzle-orm";
import { v7 as uuidv79 } from "uuid";
async function importCampaign(tx, file, now) {
  const { slug: slug2, status, settings: settings2, texts: texts2 } = file;
  const [campaign] = await tx.insert(campaigns).values({ id: uuidv79(), slug: slug2, status, settings: settings2, texts: texts2, createdAt: now, updatedAt: now }).onConflictDoUpdate({
    target: campaigns.slug,
    set: { status, settings: settings2, texts: texts2, version: sql15`${campaigns.version} + 1`, updatedAt: now }
  }).returning({ id: campaigns.id });
  if (!campaign) throw new Error(`campaign ${slug2} was neither added nor changed`);
  await tx.insert(sequences).values({ campaignId: campaign.id, steps: file.sequence }).onConflictDoUpdate({ target: sequences.campaignId, set: { steps: file.sequence } });
  for (const shift of file.shifts) await importShift(tx, campaign.id, settings2.timezone, shift, now);
  return campaign.id;
}
async function importShift(tx, campaignId, timezone2, shift, now) {
  const { key, kind, texts: texts2, seats } = shift;
  const day4 = typeof shift.day === "string" ? sql15`${shift.day}::date` : sql15`((${now.toISOString()}::timestamptz at time zone ${timezone2})::date + ${shift.day.inDays}::int)`;
  const startsAt = sql15`(${day4} + ${shift.startsAt}::time) at time zone ${timezone2}`;
  const endsAt = sql15`(${startsAt}) + make_interval(mins => ${shift.minutes}::int)`;
  const changes = { kind, texts: texts2, timezone: timezone2, startsAt, endsAt };
  await tx.insert(shifts).values({ id: uuidv79(), campaignId, key, seats, ...changes }).onConflictDoUpdate({
    target: [shifts.campaignId, shifts.key],
    set: { ...changes, seats: sql15`greatest(${seats}::int, ${shifts.booked})` }
  });
}

// src/organizers/add-organizer.ts
import { randomUUID as randomUUID2 } from "node:crypto";
init_table();
async function addOrganizer(deps2, { email, name, role }) {
  return await deps2.db.transaction(async (tx) => {
    const at = deps2.clock.now();
    const [added] = await tx.insert(organizers).values({
      id: randomUUID2(),
      email: email.trim().toLowerCase(),
      name,
      role,
      emailVerified: true,
      createdAt: at,
      updatedAt: at
    }).onConflictDoNothing({ target: organizers.email }).returning({ id: organizers.id, email: organizers.email });
    if (!added) return { added: false };
    const detail = { organizer: added.id, email: added.email, role };
    await recordAudit(tx, { organizerId: null, action: "organizer.added", detail, count: 1, at });
    return { added: true };
  });
}

// test/zz-shots.ts
init_create_sign_in_link();
var url2 = process.argv[2];
var out = process.argv[3];
var port = 3987;
var config = readConfig({ DATABASE_URL: url2, SECRET: "x".repeat(10) + "abcdefghijklmnopqrstuvwxyz0123456789", BASE_URL: `http://localhost:${port}` });
var fresh = process.argv[4] === "seed";
if (fresh) await migrate(url2);
var deps = createDeps({ ...config, databaseUrl: url2, secret: config.secret });
var sql16 = deps.db.$client;
if (fresh) {
  await addOrganizer(deps, { email: "olive@example.org", name: "Olive Tremblay", role: "owner" });
  for (const f of ["porte-a-porte", "paniers-solidaires", "loyers-justes"]) await deps.db.transaction((tx) => importCampaign(tx, campaignFile.parse(JSON.parse(readFileSync2(`src/imports/demo/${f}.json`, "utf8"))), /* @__PURE__ */ new Date()));
  await sql16`insert into contacts (id,email,first_name,last_name,phone,postal_code,locale,availability,skills,first_folded,last_folded,confirmed_at,created_at)
   select uuidv7(), 'personne'||i||case when i=3 then '.dont.l.adresse.est.vraiment.tres.longue.pour.un.telephone' else '' end||'@example.org', (array['Émilie','Jean-François','محمد','李明','Zoé'])[1+i%5], (array['Tremblay','Côté-Gagné','',  'Bélanger'])[1+i%4], case when i%2=0 then '+15145550'||lpad(i::text,3,'0') else '' end, case when i%3=0 then 'H2X 1Y4' else '' end, 'fr', '{evenings}', '{driving}', '', '', case when i%2=0 then now() end, now()-interval '7 hours'*i from generate_series(1,70) i`;
  await sql16`insert into signups (id,campaign_id,contact_id,locale,answers,consented,created_at) select gen_random_uuid(), (select id from campaigns where slug='porte-a-porte'), id, 'fr', '{"firstName":"Émilie","question":"Je peux apporter du café.\\nEt des beignes."}', true, created_at from contacts`;
  await sql16`insert into consents (id,contact_id,purpose,channel,action,wording,locale,source,at) select uuidv7(), id,'follow-up','email','granted','J’accepte que le Comité m’écrive au sujet de cette campagne. Je peux me retirer en tout temps.','fr','form',created_at from contacts where right(email,15)<>'x' and length(first_name)>2`;
  await sql16`insert into consents (id,contact_id,purpose,channel,action,wording,locale,source,at) select uuidv7(), contact_id,'follow-up','email','withdrawn','Me retirer','fr','one-click',now() from consents limit 6`;
  await sql16`insert into suppressions select email, 'boîte pleine', now() from contacts limit 2`;
  await sql16`insert into activities (id,contact_id,campaign_id,kind,data,at) select uuidv7(), c.id, (select id from campaigns where slug='porte-a-porte'), k, '{}', c.created_at from contacts c, unnest(array['signup.recorded','contact.confirmed','message.sent','booking.made']) k`;
  await sql16`insert into pledges (id,signup_id,contact_id,campaign_id,kind,amount_minor,currency,frequency,created_at) select uuidv7(), id, contact_id, campaign_id,'money', 2050,'CAD',case when random()<0.5 then 'monthly' else 'once' end, created_at from signups limit 30`;
  await sql16`insert into pledges (id,signup_id,contact_id,campaign_id,kind,count,action,created_at) select uuidv7(), id, contact_id, campaign_id,'action', 40,'doors', created_at from signups limit 30`;
  await sql16`insert into bookings (id,shift_id,contact_id,campaign_id,locale,state,created_at,changed_at) select uuidv7(), (select id from shifts where campaign_id=s.campaign_id limit 1), s.contact_id, s.campaign_id,'fr',(array['booked','attended','missed'])[1+(random()*2)::int], created_at,created_at from signups s limit 25`;
  await sql16`insert into messages (id,contact_id,campaign_id,name,subject_id,locale,state,due_at,reason,subject,created_at) select uuidv7(), contact_id, campaign_id, 'welcome', id, 'fr', (array['sent','failed','planned','skipped'])[1+(random()*3)::int], created_at, 'adresse refusée par le serveur : 550 5.1.1 inconnue', 'Bienvenue dans l’équipe, Émilie', created_at from signups limit 20`;
  await sql16`insert into refused_posts select id, current_date, 'trap', 1234 from campaigns`;
  for (let i = 0; i < 3; i++) await sql16`insert into audit_entries(id, organizer_id, action, detail, count, at) select ${uuidv710()}, id, 'contacts.exported', '{"format":"csv","campaign":null,"complete":false}', 1234, now() from organizers limit 1`;
  const { jobs: jobs2 } = await Promise.resolve().then(() => (init_jobs(), jobs_exports));
  await jobs2["organizers.mail-sign-in-link"](deps, { email: "olive@example.org", next: "/admin", locale: "fr" });
}
var server = serve({ fetch: createApp(deps).fetch, port, hostname: "127.0.0.1" });
await once(server, "listening");
var browser = await chromium.launch({ executablePath: await chromiumPackage.executablePath(), args: ["--no-sandbox", "--disable-background-networking", "--headless=shell", ...chromiumPackage.args] });
var [contact] = await sql16`select contact_id from messages where state='failed' limit 1`;
var [mail3] = await sql16`select id from mailbox_mails limit 1`;
var pages3 = { home: "/admin", contacts: "/admin/contacts", none: "/admin/contacts?q=zzz&campaign=porte-a-porte", contact: `/admin/contacts/${contact?.contact_id}`, mailbox: "/admin/mailbox", mail: `/admin/mailbox/${mail3?.id}`, text: `/admin/mailbox/${mail3?.id}?view=text`, audit: "/admin/audit" };
for (const [name, width2, scheme, locale] of [["w", 1280, "light", "fr-CA"], ["n", 360, "light", "en-CA"], ["wd", 1280, "dark", "en-CA"], ["nd", 360, "dark", "fr-CA"]]) {
  const context = await browser.newContext({ viewport: { width: width2, height: 800 }, colorScheme: scheme, locale, baseURL: `http://localhost:${port}` });
  const page = await context.newPage();
  page.on("console", (m) => {
    if (m.type() === "error" || m.type() === "warning") console.log("console", name, m.text());
  });
  const look = async (shot) => {
    await page.screenshot({ path: `${out}/${shot}-${name}.png`, fullPage: true });
    const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    if (wide) console.log("OVERFLOW", shot, name, wide);
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
    for (const v of violations) console.log("AXE", shot, name, v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)));
  };
  await page.goto("/admin");
  await look("signin");
  await page.goto("/admin/sign-in?sent=1");
  await look("sent");
  const link2 = await createSignInLink(deps, "olive@example.org");
  await page.goto(link2);
  await look("press");
  await page.click("main button");
  await page.waitForURL("**/admin");
  for (const [shot, path5] of Object.entries(pages3)) {
    await page.goto(path5);
    if (shot === "contact") await page.click("#signups ~ details summary, details summary");
    if (shot === "mail") await page.waitForTimeout(300);
    await look(shot);
  }
  await page.goto(link2);
  await page.click("main button");
  await look("used");
  if (name === "w") {
    await page.goto(pages3.mail);
    await page.frameLocator("iframe").locator("a").first().click();
    await page.waitForURL("**/admin/sign-in/**");
    console.log("link in mail opened", page.url().slice(0, 60));
    await page.goto("/admin/contacts");
    await page.keyboard.press("/");
    console.log("focus", await page.evaluate("document.activeElement.id"));
    await page.keyboard.type("h2x");
    await page.keyboard.press("Enter");
    await page.waitForLoadState();
    console.log("found", await page.locator("tbody tr").count(), page.url());
    const [dl] = await Promise.all([page.waitForEvent("download"), page.click(".exports a")]);
    console.log("download", dl.suggestedFilename());
    await page.goto("/admin");
    await page.locator("button[data-copy]").first().click();
    console.log("copy", await page.locator("button[data-copy]").first().textContent());
    await page.click(".link-button");
    await page.waitForURL("**/admin/sign-in");
    await page.goto("/admin");
    console.log("after sign-out", page.url());
  }
  await context.close();
}
await browser.close();
server.close();
await deps.close();
