/** Acts that become incidents, in the order of the taxonomy (GLOSSARY.md). */
export const ACT_CODES = [
  'ground_attack', 'shelling', 'gunfire', 'air_or_drone_strike', 'capture_or_entry', 'withdrawal', 'deployment',
  'movement_of_forces', 'fortification', 'handover', 'release_or_exchange', 'detention', 'obstruction', 'passage',
  'return_of_displaced', 'mine', 'aid', 'restriction_of_monitors', 'destruction_of_property', 'ill_treatment', 'violation',
  'control',
];
/** Acts of speech: claims tell them, incidents do not. */
export const SPEECH_CODES = ['talks', 'agreement_or_extension', 'accusation', 'denial', 'rejection', 'endorsement', 'threat'];
