/** The door of a shift. `live` is spoken by its script. */
export const door = {
  title: (shift: string) => `À la porte\u00a0: ${shift}`,
  of: (count: number) => `sur ${count} sont là`,
  empty: 'Personne n’a réservé cette plage. La liste se remplit dès qu’une place est prise.',
  search: 'Un nom, ou le code de la personne',
  scan: 'Lire un code QR',
  camera: 'Ce que voit l’appareil photo',
  nobody: 'Aucun nom ne correspond. La personne peut s’inscrire sur la page de la campagne.',
  back: 'Revenir à la plage',
  live: {
    tap: 'Noter l’arrivée',
    here: 'Présence notée',
    ready: 'Prêt\u00a0: fonctionne aussi sans réseau.',
    waiting: '{count} à envoyer. Rien n’est perdu\u00a0: l’envoi reprend avec le réseau.',
    session: 'Reconnectez-vous pour envoyer ce qui attend ({count}). Rien n’est perdu.',
    refused:
      '{count} à envoyer, d’une plage que vous ne pouvez pas voir. Rien n’est perdu\u00a0: l’envoi attend sur cet appareil qu’une personne qui le peut se connecte.',
    sent: 'Tout est envoyé.',
    seen: '{name}\u00a0: présence notée.',
    undone: '{name}\u00a0: présence retirée.',
    unknown: 'Ce code n’est pas celui d’une réservation de cette plage.',
    cancelled: 'Une de ces places avait été libérée\u00a0: rechargez la page.',
    late: 'Une présence notée trop longtemps après la plage ne compte pas.',
    noCamera: 'L’appareil photo n’est pas accessible. Tapez le code ou le nom.',
    notKept: 'Cet appareil ne garde rien sans réseau\u00a0: restez en ligne.',
    over: 'La plage est finie\u00a0: les noms ne sont plus gardés sur cet appareil.',
  },
};
