/** Ce qu’une personne a fait, comme son CRM le montre. */
export const crmActs = {
  signup: 'Inscription',
  booking: 'Réservation',
  attended: 'Présence',
  reported: 'Compte rendu',
  pledge: 'Promesse de don',
  monthlyPledge: 'Promesse de don mensuel',
};
