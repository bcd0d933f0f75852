/** In pixels, for arithmetic instead of measuring. The styles say the same through custom properties. */

/** A row of the list: the token `--row`. */
export const rowHeight = 32;
/** A card, and the gap below it. */
export const cardPitch = 112;
export const cardGap = 8;
/** A column of the board with the gap beside it. */
export const columnPitch = 308;
/** Above the first column, and left of it. */
export const boardPadding = 12;
