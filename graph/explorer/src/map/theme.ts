// Colours of the map, light and dark. Twelve communities have distinct colours; the colours of further ones repeat.

export interface Theme {
  readonly dark: boolean;
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
  /** Edges between communities. */
  readonly between: string;
  /** Terms without a community. */
  readonly noCommunity: string;
  readonly out: string;
  readonly into: string;
  readonly path: string;
  /** Edges in both of two languages that are compared. */
  readonly both: string;
  readonly communities: readonly string[];
  /** The same for the names of communities, with enough contrast to the ground to be read. */
  readonly communityNames: readonly string[];
}

const LIGHT: Theme = {
  dark: false,
  ground: "#f7f8fb",
  ink: "#181c25",
  quiet: "#5c6575",
  between: "#9aa4b5",
  noCommunity: "#8b94a3",
  out: "#2f5bd7",
  into: "#c2621a",
  path: "#b3246b",
  both: "#2c8a55",
  communities: "#4c7be0 #e0813f #35a877 #cf5590 #9169da #bb9522 #2ba3ba #dd6059 #7b9a3a #8d7a68 #5c66d8 #b264aa".split(
    " ",
  ),
  communityNames:
    "#2450b4 #9c4a0e #11684a #94265d #5f38ab #715600 #0b6478 #a52b25 #4b6415 #5c4a3a #3038a8 #7c3275".split(" "),
};

const DARK: Theme = {
  dark: true,
  ground: "#12151b",
  ink: "#eceff5",
  quiet: "#9aa4b5",
  between: "#596273",
  noCommunity: "#79828f",
  out: "#8fb0ff",
  into: "#f2ab6b",
  path: "#ff8cc4",
  both: "#6fd39b",
  communities: "#6f9bff #ee9a5e #52c592 #ea78ab #ad8cf5 #d6b24b #4dbdd4 #f5827b #9dbd5c #b09e8a #8a92fb #d084c8".split(
    " ",
  ),
  communityNames:
    "#a9c4ff #f7be95 #8fe0bb #f6aacb #cfbaff #e8d08a #90dcec #ffb3ae #c6dd95 #d2c5b6 #b9beff #e8b6e2".split(" "),
};

export const themeOf = (dark: boolean): Theme => (dark ? DARK : LIGHT);

/** The community number of terms that are in none. */
export const NO_COMMUNITY = 65535;

/** The colour of a class of terms, such as a community. */
export const classColour = (theme: Theme, index: number): string =>
  index === NO_COMMUNITY ? theme.noCommunity : theme.communities[index % theme.communities.length];

export const communityNameColour = (theme: Theme, community: number): string =>
  community === NO_COMMUNITY ? theme.quiet : theme.communityNames[community % theme.communityNames.length];
