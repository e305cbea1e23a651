/** What people put between the digits of a number. */
const SPACING = /[\s()/-]/g;

/** `+49 30 555-0100` -> `+49305550100`: as the switch reports it. */
export const numberText = (written: string): string => written.replace(SPACING, '');
