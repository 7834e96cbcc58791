/** Signs that nobody sees: controls, bidi, zero width, private use, half characters, letters drawn as nothing. */
export const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/u;

/** What clients make a link of in plain text. */
export const LINK = /:\/\/|(?<![\p{L}\p{N}])(?:www\.|(?:mailto|tel|javascript):)[^\s…]/iu;
