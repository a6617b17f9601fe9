/** The background of each theme, the same as in theme.css: browsers paint their own bars in it. */
export const THEME_COLORS = { light: "#d9dcdf", dark: "#1d2125" } as const;
